// Sets the theme before the first paint, so that a reload never flashes the other one. It is a file
// of its own because the content security policy allows no inline script.
(function () {
  var theme = 'system';
  try {
    theme = (JSON.parse(localStorage.getItem('keel.settings') || '{}').state || {}).theme || theme;
  } catch (error) {
    theme = 'system';
  }
  if (theme === 'system') {
    theme = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  }
  document.documentElement.dataset.theme = theme;
})();
