(function () {
  "use strict";
  var root = document.documentElement, all = function (q) { return Array.from(document.querySelectorAll(q)); };

  // Light and dark: as the system says, until the reader says otherwise.
  var button = document.getElementById("theme"), dark = matchMedia("(prefers-color-scheme: dark)");
  function isDark() { return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches; }
  function name() { button.textContent = isDark() ? "Light page" : "Dark page"; }
  button.hidden = false;
  button.addEventListener("click", function () { root.dataset.theme = isDark() ? "light" : "dark"; name(); });
  dark.addEventListener("change", name);
  name();

  // A card and its words light up together.
  function ids(element) { return (element.dataset.f || "").split(" "); }
  var byFact = {};
  all("[data-f]").forEach(function (element) {
    ids(element).forEach(function (id) { (byFact[id] = byFact[id] || []).push(element); });
  });
  function light(element, on) {
    ids(element).forEach(function (id) {
      byFact[id].forEach(function (other) { other.classList.toggle("on", on); });
    });
  }
  all("[data-f]").forEach(function (element) {
    ["mouseenter", "focusin"].forEach(function (e) { element.addEventListener(e, function () { light(element, true); }); });
    ["mouseleave", "focusout"].forEach(function (e) { element.addEventListener(e, function () { light(element, false); }); });
  });

  // One kind of fact only.
  var kind = document.getElementById("kind");
  if (kind) {
    kind.parentNode.hidden = false;
    kind.addEventListener("change", function () {
      all(".card, .t").forEach(function (element) {
        var own = element.dataset.kind.split("|");
        element.classList.toggle("out", kind.value !== "" && own.indexOf(kind.value) < 0);
      });
      place();
    });
  }

  // In the margin, cards begin where their sentence begins, or below the cards before them.
  function place() {
    var lowest = -Infinity;
    var facts = all(".facts");
    facts.forEach(function (aside) { aside.style.marginTop = ""; });
    facts.forEach(function (aside) {
      if (getComputedStyle(aside).float !== "right") { return; }
      var first = aside.previousElementSibling.getClientRects()[0];
      if (!first) { return; }
      var top = aside.getBoundingClientRect().top, wanted = Math.max(first.top + 3, lowest);
      if (wanted < top) { aside.style.marginTop = wanted - top + "px"; }
      lowest = aside.getBoundingClientRect().bottom + 14;
    });
  }
  place();
  addEventListener("resize", place);
  document.addEventListener("toggle", place, true);
  document.addEventListener("change", place);
  if (document.fonts) { document.fonts.ready.then(place); }
})();
