// Copies a snippet and says so on its button for a moment; without a script the text can be selected.
const SAID_FOR = 2000;

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const code = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = label; }, SAID_FOR);
    } catch {
      // A browser may refuse the clipboard: the text is selected, ready for the keyboard.
      getSelection().selectAllChildren(code);
    }
  });
}
