// Streamlit covers the page with a dialog once its own connection is lost. The deck needs no connection to go on: it puts
// the dialog away and says beside the count what is known, until the server answers again.

const LOST = "Connection error"; // the heading of that dialog

class Connection {
  constructor(deck) {
    this.deck = deck;
    this.observer = new MutationObserver(() => this.look());
    this.observer.observe(document.body, { childList: true }); // dialogs are put at the end of the page
    this.look();
  }

  look() {
    if (!this.deck.root.isConnected) return;
    for (const dialog of document.querySelectorAll("[role='dialog']")) {
      if (dialog.querySelector("h2")?.textContent.trim() !== LOST) continue;
      dialog.querySelector("button")?.click();
      this.deck.session.outbox.doubt();
    }
  }

  leave() {
    this.observer.disconnect();
  }
}
