/** Knows how the tests run: in a process a worker, so that what a test starts is its own, and from one seed. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    isolate: false,
    pool: 'forks',
    maxWorkers: 3,
    testTimeout: 60_000,
    setupFiles: ['test/seed.ts'],
  },
})
