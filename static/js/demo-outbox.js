// Brings the opened mail's line into view, wherever in the list it stands.
const opened = document.querySelector(".mailbox__item[aria-current]");
opened?.scrollIntoView({ block: "nearest", behavior: "instant" });
