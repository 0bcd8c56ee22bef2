import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    setupFiles: ['test/pin-seeds.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 20_000,
    coverage: { include: ['src/**/*.ts'], exclude: ['src/**/*.test.ts'] },
  },
})
