import { defineConfig } from 'tsdown'

const shared = { format: 'esm', clean: false, fixedExtension: false } as const

export default defineConfig([
  {
    ...shared,
    entry: {
      cli: 'src/cli/main.ts',
      index: 'src/index.ts',
      testing: 'src/testing.ts',
      'learning-thread': 'src/verbs/learning-thread.ts',
      'serve-worker': 'src/verbs/serve-worker.ts',
    },
    platform: 'node',
    target: 'node22.18',
    dts: { entry: ['src/index.ts', 'src/testing.ts'] },
    // What every start loads comes as few files without what is not used: 40 ms of the 250 that `serve` has.
    deps: { alwaysBundle: ['commander', 'smol-toml', 'zod', /^@noble\/hashes\//, /^graphql\//, 'saxes'], dts: { neverBundle: ['zod'] } },
    clean: true,
  },
  // Apart from the rest: a file that both need would bring modules of Node into browsers.
  { ...shared, entry: { browser: 'src/browser.ts' }, platform: 'browser', dts: true, hash: false },
])
