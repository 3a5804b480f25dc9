"""What the engine reads out of a French text, case by case. The words of `Case` and `said` are those of cases.py."""

from __future__ import annotations

from tests.enrich.cases import Case, said

VASSEUR = "La ministre de l’Intérieur Claire Vasseur est arrivée à Brest lundi.\n"

QUOTED = [
    Case(
        "chevrons et inversion",
        "« Nous garderons le port ouvert », a déclaré Claire Vasseur lundi.",
        (said("Nous garderons le port ouvert", "Claire Vasseur", "direct", "direct.cue-after"),),
    ),
    Case(
        "une citation coupée par son verbe",
        "« Nous garderons le port ouvert », a déclaré Claire Vasseur, « et les trains rouleront. »",
        (said("Nous garderons le port ouvert et les trains rouleront.", "Claire Vasseur", "direct"),),
        only=True,
    ),
    Case(
        "une citation qui continue derrière la phrase du verbe",
        "« Nous garderons le port ouvert », explique Jean Morel. « Les trains rouleront. »",
        (said("Nous garderons le port ouvert Les trains rouleront.", "Jean Morel", "direct"),),
    ),
    Case(
        "le verbe devant, avec deux points",
        "Jean Morel a répondu : « Le port restera ouvert. »",
        (said("Le port restera ouvert.", "Jean Morel", "direct", "direct.cue-before"),),
    ),
    Case(
        "guillemets anglais",
        "“Nous garderons le port ouvert”, a assuré Jean Morel.",
        (said("Nous garderons le port ouvert", "Jean Morel", "direct"),),
    ),
    Case(
        "guillemets dans les chevrons",
        "« Il m’a dit “rentrez chez vous” et je suis partie », raconte Claire Vasseur.",
        (said("Il m’a dit “rentrez chez vous” et je suis partie", "Claire Vasseur", "direct"),),
    ),
    Case(
        "un dialogue à tirets",
        "— Je ne sais rien de la digue, dit Jean Morel.\n— Moi non plus, répond Claire Vasseur, et je le regrette.",
        (
            said("Je ne sais rien de la digue", "Jean Morel", "direct", "direct.dash-turn"),
            said("Moi non plus et je le regrette.", "Claire Vasseur", "direct", "direct.dash-turn"),
        ),
    ),
    Case(
        "un tiret sans verbe ne dit pas qui parle",
        "— Qui a fermé la digue ?\n— Personne ne le sait.",
        (said("Qui a fermé la digue ?", None, "direct"), said("Personne ne le sait.", None, "direct")),
    ),
    Case(
        "le verbe au milieu des guillemets",
        "« Nous garderons le port ouvert, a déclaré Claire Vasseur devant le conseil. Les trains rouleront. »",
        (said("Nous garderons le port ouvert Les trains rouleront.", "Claire Vasseur", "direct", "direct.incise"),),
        only=True,
    ),
    Case(
        "le verbe à la fin des guillemets",
        VASSEUR + "« Le port restera ouvert jusqu’à minuit, a-t-elle promis. »",
        (said("Le port restera ouvert jusqu’à minuit", "Claire Vasseur", "direct", "direct.incise", mention="elle"),),
    ),
    Case(
        "un verbe que personne n’attend",
        "« Nous garderons le port ouvert », s’est enflammé Jean Morel.",
        (said("Nous garderons le port ouvert", "Jean Morel", "direct"),),
    ),
    Case(
        "un verbe que personne n’attend, au milieu",
        "« Nous garderons le port ouvert, a jubilé Jean Morel. Les trains rouleront. »",
        (said("Nous garderons le port ouvert Les trains rouleront.", "Jean Morel", "direct", "direct.incise"),),
        only=True,
    ),
    Case(
        "un verbe que l’analyse prend pour un nom",
        "« Nous garderons le port ouvert », cingle la ministre Claire Vasseur.",
        (said("Nous garderons le port ouvert", "Claire Vasseur", "direct"),),
    ),
    Case(
        "une question n’a pas d’incise",
        "« Alors, va-t-il partir ? Nous garderons le port ouvert », a demandé Jean Morel.",
        (said("Alors, va-t-il partir ? Nous garderons le port ouvert", "Jean Morel", "direct"),),
        only=True,
    ),
    Case(
        "ce qu’on dit de celui qui parle, dans les guillemets",
        "« On a tout perdu, lâche Jean Morel, 68 ans, en montrant son salon. Les photos, tout. »",
        (said("On a tout perdu Les photos, tout.", "Jean Morel", "direct", "direct.incise"),),
        only=True,
    ),
    Case(
        "à qui on le demande ne le demande pas",
        "Jean Morel est venu lundi.\n« Vous fermez le port ? », lui a demandé la présidente, Claire Vasseur.",
        (said("Vous fermez le port ?", "Claire Vasseur", "direct"),),
    ),
    Case(
        "un verbe devant les deux points que l’analyse prend pour un adjectif",
        "Un proche du maire tempère : « Le port n’est pas fermé pour toujours. »",
        (said("Le port n’est pas fermé pour toujours.", None, "direct", type="unnamed"),),
    ),
    Case(
        "ce qui se dit entre le verbe et le nom",
        "« Nous garderons le port ouvert », a répliqué mardi soir sur Telegram Jean Morel, conseiller de la mairie.",
        (said("Nous garderons le port ouvert", "Jean Morel", "direct"),),
    ),
    Case(
        "une citation dans la citation et un verbe réfléchi",
        "Claire Vasseur est arrivée à Brest.\n« Mon père disait : \"Ne vends jamais le bateau\" », se souvient la ministre Claire Vasseur.",
        (said("Mon père disait : \"Ne vends jamais le bateau\"", "Claire Vasseur", "direct"),),
    ),
    Case(
        "un mot entre virgules devant le nom",
        "« Nous garderons le port ouvert », confie, émue, la romancière Karine Tournel.",
        (said("Nous garderons le port ouvert", "Karine Tournel", "direct"),),
    ),
    Case(
        "citant des témoins",
        "Le Courrier de Brest, citant des témoins, affirme que le port resterait ouvert.",
        (said("que le port resterait ouvert", "Courrier de Brest", "indirect"),),
    ),
    Case(
        "pour elle, une citation",
        "Pour la ministre Claire Vasseur, « le port n’a pas le choix ».",
        (said("le port n’a pas le choix", "Claire Vasseur", "direct", "direct.according"),),
    ),
    Case(
        "le titre d’un article",
        "Foot : « Nous avons eu peur », avoue Morel\nJean Morel est rentré à Brest lundi.",
        (said("Nous avons eu peur", "Jean Morel", "direct"),),
        only=True,
    ),
    Case(
        "deux phrases, deux verbes",
        VASSEUR + "« Le port restera ouvert », a assuré la ministre. « Les trains, a ajouté l’élue, rouleront demain. »",
        (said("Le port restera ouvert", "Claire Vasseur", "direct"), said("Les trains rouleront demain.", None, "direct", "direct.incise")),
    ),
    Case(
        "interrogée, elle répond",
        VASSEUR + "Interrogée par la presse, elle a préféré sourire : « Je ne fais pas de politique le lundi. »",
        (said("Je ne fais pas de politique le lundi.", "Claire Vasseur", "direct"),),
    ),
    Case(
        "un participe a le sujet du verbe",
        "Jean Morel a refusé d’accuser la mairie, jugeant que « les erreurs font partie du métier ».",
        (said("que « les erreurs font partie du métier »", "Jean Morel", "mixed", "mixed.clause"),),
    ),
    Case(
        "pour, sans citation, n’est pas dire",
        "Pour la ministre Claire Vasseur, la journée a été longue.",
        none=("la journée",),
        only=True,
    ),
    Case(
        "on ne répond pas par un complément",
        "« Nous garderons le port ouvert », puis elle a quitté la salle.",
        none=("la salle",),
    ),
    Case(
        "des mots entre guillemets ne sont pas une déclaration",
        "Les « experts » ont quitté la salle, et la « réforme » a été oubliée.",
        none=("experts", "réforme"),
        only=True,
    ),
    Case(
        "un titre n’est pas une déclaration",
        "Elle lit « Le Registre du Sel » dans le train de Brest.",
        only=True,
    ),
]  # fmt: skip

TOLD = [
    Case(
        "discours indirect avec que",
        "Jean Morel a indiqué que les travaux commenceraient en mai.",
        (said("que les travaux commenceraient en mai", "Jean Morel", "indirect", "indirect.clause"),),
    ),
    Case(
        "des mots entre le verbe et que",
        "Claire Vasseur a précisé lundi, à Brest, qu’elle ne démissionnerait pas.",
        (said("qu’elle ne démissionnerait pas", "Claire Vasseur", "indirect"),),
    ),
    Case(
        "inversion derrière la phrase",
        "Le port restera ouvert tout l’hiver, a assuré Jean Morel.",
        (said("Le port restera ouvert tout l’hiver", "Jean Morel", "indirect", "indirect.before"),),
    ),
    Case(
        "selon, devant",
        "Selon Jean Morel, la digue ne tiendra pas l’hiver.",
        (said("la digue ne tiendra pas l’hiver", "Jean Morel", "indirect", "indirect.according", mention="Jean Morel"),),
    ),
    Case(
        "d’après, derrière",
        "La digue ne tiendra pas l’hiver, d’après Jean Morel.",
        (said("La digue ne tiendra pas l’hiver", "Jean Morel", "indirect", "indirect.according"),),
    ),
    Case(
        "selon un document",
        "Selon le rapport, la digue ne tiendra pas l’hiver.",
        (said("la digue ne tiendra pas l’hiver", None, "indirect", type="document"),),
    ),
    Case(
        "selon, sans que personne ne parle",
        "Selon les cas, la digue sera réparée ou détruite.",
        none=("la digue sera réparée ou détruite",),
    ),
    Case(
        "promettre de",
        "Le maire de Brest, Yves Le Goff, a promis de rouvrir l’école.",
        (said("de rouvrir l’école", "Yves Le Goff", "indirect", "indirect.infinitive"),),
    ),
    Case(
        "des mots cités dans une phrase rapportée",
        "Claire Vasseur estime que la réforme est « une erreur ».",
        (said("que la réforme est « une erreur »", "Claire Vasseur", "mixed"),),
    ),
    Case(
        "un objet avec des mots cités",
        "Jean Morel a dénoncé une attaque « lâche ».",
        (said("une attaque « lâche »", "Jean Morel", "mixed", "mixed.object"),),
    ),
    Case(
        "deux verbes de deux constructions, un sujet",
        "Jean Morel a juré que le port resterait ouvert et a promis de réparer la digue.",
        (
            said("que le port resterait ouvert", "Jean Morel", "indirect"),
            said("de réparer la digue", "Jean Morel", "indirect"),
        ),
        only=True,
    ),
    Case(
        "dire vouloir, reconnaître avoir",
        "Jean Morel dit vouloir rouvrir le port. Il a reconnu lundi avoir fermé la digue.",
        (
            said("vouloir rouvrir le port", "Jean Morel", "indirect", "indirect.infinitive"),
            said("avoir fermé la digue", "Jean Morel", "indirect", "indirect.infinitive"),
        ),
    ),
    Case(
        "se dire prêt",
        "Jean Morel s’est dit « confiant » dans la reprise des travaux.",
        (said("« confiant » dans la reprise des travaux", "Jean Morel", "mixed", "mixed.state"),),
    ),
    Case(
        "faire valoir, laisser entendre",
        "Jean Morel fait valoir que la digue est neuve. Le port fermera en mai, a laissé entendre Claire Vasseur.",
        (
            said("que la digue est neuve", "Jean Morel", "indirect"),
            said("Le port fermera en mai", "Claire Vasseur", "indirect", "indirect.before"),
        ),
    ),
    Case(
        "appeler, accuser quelqu’un",
        "Jean Morel a appelé la mairie à rouvrir le port. Il accuse la région d’avoir oublié la digue.",
        (
            said("la mairie à rouvrir le port", "Jean Morel", "indirect", "indirect.object-infinitive"),
            said("la région d’avoir oublié la digue", "Jean Morel", "indirect", "indirect.object-infinitive"),
        ),
    ),
    Case(
        "qui est accusé ne parle pas",
        "Jean Morel est accusé d’avoir oublié la digue.",
        none=("d’avoir oublié la digue",),
    ),
    Case(
        "qui ne veut pas être nommé n’a rien dit",
        "Un médecin, qui a demandé à ne pas être nommé, a souri.",
        none=("à ne pas être nommé", "ne pas être nommé"),
        only=True,
    ),
    Case(
        "ce qui suit dans la phrase n’est plus de lui",
        "Jean Morel affirme avoir fermé la digue, a rapporté Claire Vasseur. Il dit que le port rouvrira, mais rien n’est prêt.",
        (
            said("avoir fermé la digue", "Jean Morel", "indirect"),
            said("que le port rouvrira", "Jean Morel", "indirect"),
        ),
    ),
    Case(
        "un participe n’est pas un verbe qui annonce",
        "Un homme de 34 ans, interpellé lundi matin, nie toute implication.",
        none=("Un homme de 34 ans", "Un homme de 34 ans, interpellé lundi matin"),
        only=True,
    ),
    Case(
        "entre virgules, où il l’a dit",
        "Jean Morel a indiqué, dans un courriel à la presse, ne pas pouvoir rouvrir le port.",
        (said("ne pas pouvoir rouvrir le port", "Jean Morel", "indirect"),),
    ),
    Case(
        "deux points, sans guillemets",
        "Jean Morel a prévenu les dockers lundi : le port fermera en mai.",
        (said("le port fermera en mai", "Jean Morel", "indirect", "indirect.colon"),),
    ),
    Case(
        "une liste derrière deux points n’est pas une déclaration",
        "Jean Morel a annoncé trois travaux : une digue, un quai et une grue.",
        none=("une digue, un quai et une grue",),
        only=True,
    ),
    Case(
        "une question indirecte",
        "Jean Morel se demande si la digue tiendra l’hiver.",
        (said("si la digue tiendra l’hiver", "Jean Morel", "indirect"),),
    ),
    Case(
        "le verbe au milieu d’une phrase",
        "Les travaux, a précisé Jean Morel, commenceront en mai.",
        (said("Les travaux commenceront en mai", "Jean Morel", "indirect", "indirect.before"),),
    ),
    Case(
        "on l’apprend de quelqu’un",
        "Le port restera fermé en mai, a-t-on appris de source policière.",
        (said("Le port restera fermé en mai", None, "indirect", type="unnamed"),),
    ),
    Case(
        "aux yeux de",
        "Aux yeux de Jean Morel, la digue ne tiendra pas l’hiver.",
        (said("la digue ne tiendra pas l’hiver", "Jean Morel", "indirect", "indirect.according"),),
    ),
    Case(
        "un participe derrière une incise",
        "« Le port restera ouvert », a affirmé Jean Morel lundi, ajoutant que les trains rouleraient.",
        (said("que les trains rouleraient", "Jean Morel", "indirect"),),
    ),
    Case(
        "une citation juste derrière la phrase",
        "Jean Morel a dit souhaiter une rencontre rapide. « Ce n’est pas une dispute », a-t-il ajouté.",
        (said("souhaiter une rencontre rapide", "Jean Morel", "indirect"), said("Ce n’est pas une dispute", "Jean Morel")),
    ),
    Case(
        "un autre parle dans la citation",
        "« La ministre Claire Vasseur nous a dit que le port fermerait », raconte Jean Morel.",
        (
            said("La ministre Claire Vasseur nous a dit que le port fermerait", "Jean Morel", "direct"),
            said("que le port fermerait", "Claire Vasseur", nested=True),
        ),
    ),
    Case(
        "ses mots dans la citation",
        "« Claire Vasseur m’a dit : “Le port fermera” », raconte Jean Morel.",
        (
            said("Claire Vasseur m’a dit : “Le port fermera”", "Jean Morel", "direct"),
            said("Le port fermera", "Claire Vasseur", "direct", nested=True),
        ),
    ),
    Case(
        "deux verbes, un sujet",
        "Jean Morel a affirmé que le port resterait ouvert et rappelé que la digue était solide.",
        (
            said("que le port resterait ouvert", "Jean Morel", "indirect"),
            said("que la digue était solide", "Jean Morel", "indirect"),
        ),
    ),
]

SPEAKERS = [
    Case(
        "la fonction devant le nom",
        "« Le port restera ouvert », a déclaré la ministre de l’Intérieur Claire Vasseur.",
        (said("Le port restera ouvert", "Claire Vasseur", "direct", role="ministre de l’Intérieur"),),
    ),
    Case(
        "la fonction derrière le nom",
        "Emmanuel Lacroix, président de l’OTAN, a annoncé que la mission continuait.",
        (said("que la mission continuait", "Emmanuel Lacroix", "indirect", role="président de l’OTAN"),),
    ),
    Case(
        "la fonction seule, suivie jusqu’au nom",
        VASSEUR + "« Le port restera ouvert », a déclaré la ministre.",
        (said("Le port restera ouvert", "Claire Vasseur", "direct", resolved_by="role", mention="la ministre"),),
    ),
    Case(
        "le ministre n’est pas la ministre",
        VASSEUR + "« Le port restera ouvert », a déclaré le ministre.",
        (said("Le port restera ouvert", None, "direct"),),
    ),
    Case(
        "le nom avec son titre",
        "Nadia Ferhat est arrivée à Brest lundi.\n« Le port restera ouvert », a déclaré Mme Ferhat.",
        (said("Le port restera ouvert", "Nadia Ferhat", "direct"),),
    ),
    Case(
        "elle",
        VASSEUR + "« Le port restera ouvert », a-t-elle ajouté.",
        (said("Le port restera ouvert", "Claire Vasseur", "direct", resolved_by="pronoun"),),
    ),
    Case(
        "elle est le syndicat, non la ministre",
        VASSEUR + "La fédération des dockers a voté la grève. Elle a précisé que le port fermerait en mai.",
        (said("que le port fermerait en mai", None, "indirect", type="organisation"),),
    ),
    Case(
        "elle est une voisine sans nom",
        VASSEUR + "Une voisine affirme avoir entendu un bruit. « J’ai eu peur », ajoute-t-elle.",
        (said("J’ai eu peur", None, "direct", type="unnamed", role="voisine"),),
    ),
    Case(
        "il est le préfet, non le dernier nommé",
        "Jean Morel est arrivé à Brest lundi. Le préfet a quitté la salle. Il a précisé que le port fermerait en mai.",
        (said("que le port fermerait en mai", None, "indirect", type="unnamed", role="préfet"),),
    ),
    Case(
        "elle, dans la citation d’une autre",
        "Claire Vasseur est arrivée lundi. « Elle m’a dit que le port fermerait », raconte Claire Vasseur.",
        (said("que le port fermerait", None, nested=True),),
    ),
    Case(
        "la jeune femme",
        "La colère monte. Nadia Ferhat est arrivée à Brest lundi.\n« J’ai eu peur », confie la jeune femme.",
        (said("J’ai eu peur", "Nadia Ferhat", "direct", resolved_by="role", mention="la jeune femme"),),
    ),
    Case(
        "un métier ne désigne pas celle qui en a un autre",
        VASSEUR + "« J’ai eu peur », confie la romancière.",
        (said("J’ai eu peur", None, "direct"),),
    ),
    Case(
        "celle qui est appelée par sa fonction dans la phrase suivante",
        "Nadia Ferhat est arrivée lundi. La maire de Crozon attend le verdict.\n« Le port restera ouvert », assure l’élue.",
        (said("Le port restera ouvert", "Nadia Ferhat", "direct", role="maire de Crozon"),),
    ),
    Case(
        "qui, derrière le nom",
        "Le port ferme, regrette Jean Morel, qui demande des travaux « sans délai ».",
        (said("des travaux « sans délai »", "Jean Morel", "mixed"),),
    ),
    Case(
        "un entraîneur n’est pas l’autre",
        "L’entraîneur Jean Morel a dit que le match était perdu.\n« Quelle soirée », a lancé Éric Perrault."
        " L’entraîneur breton a ajouté : « Regardons derrière. »",
        (said("Regardons derrière.", None, "direct"),),
    ),
    Case(
        "le parti devant le nom",
        "Plus mesuré, le Vert Thomas Aubry dit comprendre les dockers de Brest.",
        (said("comprendre les dockers de Brest", "Thomas Aubry", "indirect"),),
    ),
    Case(
        "la femme de 38 ans",
        "Nadia Ferhat est arrivée à Brest lundi.\n« J’ai eu peur », raconte la femme de 38 ans.",
        (said("J’ai eu peur", "Nadia Ferhat", "direct", resolved_by="role"),),
    ),
    Case(
        "l’entraîneur sans nom, ou le dernier nommé",
        "Jean Morel est arrivé lundi. Contacté, l’entraîneur des avants refuse de polémiquer. « Nous avons tout perdu », souffle-t-il.",
        (said("Nous avons tout perdu", None, "direct"),),
    ),
    Case(
        "elle n’est pas plusieurs",
        "Les habitants de Brest nettoient. « J’ai eu très peur », se souvient-elle.",
        (said("J’ai eu très peur", None, "direct", type="unknown"),),
    ),
    Case(
        "lui, entre virgules",
        "Le chancelier Jean Morel est arrivé à Brest lundi. Le chancelier a, lui, promis que le port resterait ouvert.",
        (said("que le port resterait ouvert", "Jean Morel", "indirect", resolved_by="role"),),
    ),
    Case(
        "un journal n’est pas une personne",
        VASSEUR + "Interrogée par Ouest-France, elle a ajouté que le port resterait ouvert.",
        (said("que le port resterait ouvert", "Claire Vasseur", "indirect", resolved_by="pronoun"),),
    ),
    Case(
        "il, dans une phrase rapportée",
        "Jean Morel est arrivé à Brest lundi. Il a promis que le port resterait ouvert.",
        (said("que le port resterait ouvert", "Jean Morel", "indirect", resolved_by="pronoun"),),
    ),
    Case(
        "un porte-parole n’est pas le ministère",
        "Un porte-parole du ministère a indiqué que le port resterait ouvert.",
        (said("que le port resterait ouvert", None, "indirect", type="unnamed", role="porte-parole du ministère"),),
    ),
    Case(
        "un porte-parole avec son nom",
        "Le porte-parole du gouvernement, Marc Dubreuil, a indiqué que le port resterait ouvert.",
        (said("que le port resterait ouvert", "Marc Dubreuil", "indirect", role="porte-parole du gouvernement"),),
    ),
    Case(
        "le journal selon lequel elle l’a dit",
        VASSEUR + "La ministre a promis que le port resterait ouvert, selon Reuters.",
        (said("que le port resterait ouvert", "Claire Vasseur", "indirect", via="Reuters"),),
    ),
    Case(
        "le journal à qui elle l’a dit",
        VASSEUR + "« Le port restera ouvert », a déclaré la ministre à l’AFP.",
        (said("Le port restera ouvert", "Claire Vasseur", "direct", via="AFP", mention="la ministre"),),
    ),
]

CASES_FR = [*QUOTED, *TOLD, *SPEAKERS]
