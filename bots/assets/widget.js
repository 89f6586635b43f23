// The one script of a portal's page: makes the chat with the script's data attributes.
(() => {
  const script = document.currentScript;
  const file = new URL("{chat}", script.src).href;
  // It comes while the page is still being read.
  const early = document.createElement("link");
  early.rel = "modulepreload";
  early.href = file;
  document.head.append(early);
  const begin = async () => {
    await import(file);
    if (document.querySelector("yordamchi-chat")) return;
    const chat = document.createElement("yordamchi-chat");
    Object.assign(chat.dataset, script.dataset);
    document.body.append(chat);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
