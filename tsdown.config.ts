import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  dts: { entry: 'src/index.ts' },
  clean: true,
  fixedExtension: false,
})
