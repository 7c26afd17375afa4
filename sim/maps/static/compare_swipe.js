/* The divider between A and B: dragged with the pointer, moved with the arrow keys. */

const NUDGE = 0.02, STRIDE = 0.1;

/* `onMove(share)` is called with the share of the width that lies left of the divider. */
function divider(parent, onMove) {
  const bar = element("div", "swipe", null, parent);
  const tagA = element("div", "swipe-tag swipe-a", null, bar);
  const tagB = element("div", "swipe-tag swipe-b", null, bar);
  const grip = element("div", "swipe-grip", null, bar);
  grip.textContent = "◂▸";
  bar.tabIndex = 0;
  for (const [name, value] of Object.entries({ role: "slider", "aria-orientation": "horizontal", "aria-valuemin": 0, "aria-valuemax": 100 })) {
    bar.setAttribute(name, value);
  }
  titled(bar, { zh: "拖动或用方向键移动分界线", en: "Drag, or move with the arrow keys" }, "aria-label");
  const made = {
    bar, tagA, tagB, share: 0.5,
    set(share) {
      made.share = Math.min(1, Math.max(0, share));
      bar.style.left = made.share * 100 + "%";
      bar.setAttribute("aria-valuenow", Math.round(made.share * 100));
      onMove(made.share);
    },
  };
  const shareAt = (event) => {
    const box = parent.getBoundingClientRect();
    return (event.clientX - box.left) / box.width;
  };
  bar.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    bar.focus();
    bar.setPointerCapture(event.pointerId);
  });
  bar.addEventListener("pointermove", (event) => {
    if (bar.hasPointerCapture(event.pointerId)) made.set(shareAt(event));
  });
  bar.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? STRIDE : NUDGE;
    const share = {
      ArrowLeft: made.share - step, ArrowDown: made.share - step,
      ArrowRight: made.share + step, ArrowUp: made.share + step, Home: 0, End: 1,
    }[event.key];
    if (share === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    made.set(share);
  });
  L.DomEvent.disableClickPropagation(bar);
  return made;
}
