// The one script of a portal's page: makes the chat with the script's data attributes.
(() => {
  const script = document.currentScript;
  const files = JSON.parse("{files}").map((file) => new URL(file, script.src).href);
  for (const file of files) {
    // All at once; the modules would otherwise be found one behind the other.
    const early = document.createElement("link");
    early.rel = "modulepreload";
    early.href = file;
    document.head.append(early);
  }
  const begin = async () => {
    await import(files.find((file) => file.endsWith("/chat.js")));
    if (document.querySelector("yordamchi-chat")) return;
    const chat = document.createElement("yordamchi-chat");
    Object.assign(chat.dataset, script.dataset);
    document.body.append(chat);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
