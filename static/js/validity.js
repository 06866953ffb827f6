// Says beside a field what the browser finds wrong with it, in our words where the field has them.
const wrong = (control) => control.willValidate && !control.validity.valid;
const place = (control) => control.closest(".field")?.querySelector(".field__error");

function message(control, spot, fallback) {
  if (!control.validity.valueMissing) return control.validationMessage;
  return spot.dataset.missing || fallback || control.validationMessage;
}

export function firstInvalid(fieldset) {
  return [...fieldset.elements].find(wrong);
}

export function complain(fieldset, fallback) {
  for (const control of [...fieldset.elements].filter(wrong)) {
    const spot = place(control);
    if (!spot) continue;
    spot.textContent = message(control, spot, fallback);
    spot.hidden = false;
    // ARIA knows no invalid radio: its group is described by the error instead.
    if (control.type !== "radio") control.setAttribute("aria-invalid", "true");
  }
  firstInvalid(fieldset)?.focus();
}

export function clearOnChange(form) {
  form.addEventListener("input", ({ target }) => {
    const spot = place(target);
    if (!spot || spot.hidden || (target.willValidate && !target.validity.valid)) return;
    spot.hidden = true;
    target.removeAttribute("aria-invalid");
    target.closest(".field")?.classList.remove("field--invalid");
  });
}
