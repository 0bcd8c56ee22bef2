import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { cli: 'src/cli/main.ts', index: 'src/index.ts', 'held-out-thread': 'src/verbs/held-out-thread.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  dts: { entry: 'src/index.ts' },
  // What every start loads comes as few files without what is not used: 40 ms of the 250 that `serve` has.
  deps: { alwaysBundle: ['commander', 'smol-toml', 'zod'], dts: { neverBundle: ['zod'] } },
  clean: true,
  fixedExtension: false,
})
