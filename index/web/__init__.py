"""The pages: rendered on the server, usable without JavaScript, in a phone's width and by keyboard."""
