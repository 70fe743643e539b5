#!/usr/bin/env node
// Written so that Node 10 can read it: no static import, no syntax from after 2017. What does the work
// is in start.js, which older versions could not even parse.
(() => {
  var have = process.versions.node;
  var parts = have.split('.');
  var needs = '__NEEDS__'.split('.');
  var isOld = Number(parts[0]) < needs[0] || (parts[0] === needs[0] && Number(parts[1]) < needs[1]);
  if (!isOld) {
    void import('./start.js');
    return;
  }
  process.stderr.write(
    'wp-bisect: It needs Node.js ' +
      needs.join('.') +
      ' or later, and this is ' +
      have +
      '.\n  Install a newer one (https://nodejs.org), or run it once with: npx -y -p node@lts -p wp-bisect wp-bisect\n',
  );
  process.exitCode = 2;
})();
