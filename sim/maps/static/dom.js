/* Elements made from text: data reaches the page as text, never as markup. */

function element(tag, className, text, parent) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  if (parent) parent.appendChild(node);
  return node;
}

/* Chinese and English side by side; the class on <html> decides which is seen. */
function both(parent, words, tag = "span") {
  const box = element(tag, "", null, parent);
  say(box, words);
  return box;
}

/* Plain text stays in any language; words are said in both, and once where they are the same. */
function say(box, words) {
  if (typeof words === "string" || words.zh === words.en) {
    box.append(typeof words === "string" ? words : words.zh);
    return;
  }
  element("span", "zh", words.zh, box);
  box.append(" ");
  element("span", "en", words.en, box);
}

function button(className, words, parent, action) {
  const node = element("button", className, null, parent);
  node.type = "button";
  titled(node, words);
  node.addEventListener("click", (event) => {
    event.stopPropagation();
    action(node);
  });
  return node;
}
