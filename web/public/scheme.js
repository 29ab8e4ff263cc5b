// Sets light or dark before the first paint; the page's own scripts come later.
(() => {
  const kept = localStorage.getItem("mantine-color-scheme-value");
  const dark =
    kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.mantineColorScheme = dark ? "dark" : "light";
})();
