// The page of one card: a button that opens the browser's printing, where it can also be saved as a file.
const button = document.querySelector("#print");
button.hidden = false;
button.addEventListener("click", () => print());
