# shellcheck shell=sh
# What the browser tests run with: a Chromium, the library that drives it, and axe, which checks accessibility.
# Needs say.sh, data_folder.sh, npm_package.sh, chromium.sh.

playwright_version=1.65.1
axe_version=4.14.1

# browser_find: sets chromium, axe and playwright.
browser_find() {
    chromium_find
    # The library alone: no browser is downloaded with it.
    export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
    npm_package axe-core "$axe_version"
    axe=$npm_folder/node_modules/axe-core
    npm_package playwright-core "$playwright_version"
    playwright=$npm_folder/node_modules/playwright-core
}

# browser_env: prints the exports that crates/testkit/browser reads; after browser_find.
browser_env() {
    echo "export CHROMIUM='$chromium'"
    echo "export PLAYWRIGHT='$playwright'"
    echo "export AXE='$axe'"
    echo "export NODE_PATH='$npm_folder/node_modules'"
}
