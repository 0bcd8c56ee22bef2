import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    setupFiles: ['test/pin-seeds.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Far over what any test takes: it ends one that hangs, and is no measure of how busy the machine is.
    testTimeout: 120_000,
    coverage: { include: ['src/**/*.ts'], exclude: ['src/**/*.test.ts'] },
  },
})
