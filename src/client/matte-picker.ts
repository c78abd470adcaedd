/** `<matte-picker>` around the form of the matte: shows the chosen colour behind the previews before it is saved. */

class MattePicker extends HTMLElement {
  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>("input[type=color]");
    if (field === null) return;
    const show = () => {
      for (const each of document.querySelectorAll<HTMLElement>(".on-matte"))
        each.style.backgroundColor = field.value;
    };
    field.addEventListener("input", show);
    show();
  }
}

customElements.define("matte-picker", MattePicker);
