import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    setupFiles: ['test/pin-seeds.ts'],
    // Far over what any test takes: it ends one that hangs, and is no measure of how busy the machine is.
    testTimeout: 120_000,
    coverage: { include: ['src/**/*.ts'], exclude: ['src/**/*.test.ts'] },
    // Tests of whole processes mostly wait for them.
    maxWorkers: '100%',
    projects: [
      // Loading the modules anew for each file takes ten times as long as these tests.
      {
        extends: true,
        test: { name: 'inside', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: ['test/e2e/**'], isolate: false },
      },
      { extends: true, test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'] } },
    ],
  },
})
