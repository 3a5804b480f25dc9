// Keeps pages fresh. Everything works without it.
"use strict";

// Fetch this page again, as the server renders it now.
async function again() {
  const response = await fetch(location.href, { headers: { "Accept": "text/html" } });
  if (!response.ok) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

function every(seconds, work) {
  setInterval(() => {
    if (!document.hidden) work().catch(() => {}); // the server is away: try again next time
  }, seconds * 1000);
}

// Regions that follow the server by themselves: feeds, pipeline. What a reader opened or focused is left in peace.
for (const region of document.querySelectorAll("[data-live]")) {
  every(Number(region.dataset.live), async () => {
    if (region.querySelector("details[open]") || region.contains(document.activeElement)) return;
    const fresh = (await again()).getElementById(region.id);
    if (fresh && fresh.innerHTML !== region.innerHTML) region.replaceChildren(...fresh.childNodes);
  });
}

// Results do not move under a reader's eyes: a button tells that there are more.
for (const results of document.querySelectorAll("[data-watch]")) {
  const had = Number(results.dataset.total);
  const news = document.createElement("p");
  news.className = "news";
  news.setAttribute("role", "status");
  results.prepend(news);
  every(Number(results.dataset.watch), async () => {
    const fresh = (await again()).querySelector("[data-watch]");
    const more = fresh ? Number(fresh.dataset.total) - had : 0;
    if (more <= 0) return;
    const link = document.createElement("a");
    link.className = "button";
    link.href = location.href;
    link.textContent = `${more} new, show`;
    news.replaceChildren(link);
  });
}
