/* Language of the page: Chinese, English or both, by a class on <html>. */

const LANGUAGES = [["both", "中/En"], ["zh", "中文"], ["en", "English"]];
const spoken = { listeners: [] };

function language() {
  const root = document.documentElement.classList;
  return LANGUAGES.map(([name]) => name).find((name) => root.contains("lang-" + name)) ?? "both";
}

function inLanguage(words) {
  const lang = language();
  return lang === "both" ? words.zh + " " + words.en : words[lang];
}

/* Titles and placeholders cannot hold both languages as elements: they are written anew. */
function titled(node, words, attribute = "title") {
  node.dataset.says = JSON.stringify({ ...words, attribute: attribute });
  writeTitle(node);
}

function writeTitle(node) {
  const words = JSON.parse(node.dataset.says);
  node.setAttribute(words.attribute, inLanguage(words));
  if (words.attribute === "title") node.setAttribute("aria-label", inLanguage(words));
}

function setLanguage(lang) {
  const root = document.documentElement;
  for (const [name] of LANGUAGES) root.classList.toggle("lang-" + name, name === lang);
  root.lang = lang === "en" ? "en" : "zh-Hans";
  document.title = inLanguage(settings.title);
  document.querySelectorAll("[data-says]").forEach(writeTitle);
  for (const node of document.querySelectorAll(".languages button")) {
    node.setAttribute("aria-pressed", String(node.dataset.lang === lang));
  }
  for (const listener of spoken.listeners) listener();
}

function languageButtons(parent) {
  const bar = element("div", "languages segmented", null, parent);
  bar.setAttribute("role", "group");
  titled(bar, { zh: "语言", en: "Language" });
  for (const [name, text] of LANGUAGES) {
    const choice = element("button", "", text, bar);
    choice.type = "button";
    choice.dataset.lang = name;
    choice.addEventListener("click", () => setLanguage(name));
  }
}
