import { defineConfig } from 'vitest/config';

const shared = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  pool: 'forks' as const,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'program',
          globalSetup: ['./test/global-setup.ts'],
          include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}', 'assets/**/*.test.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          globalSetup: ['./e2e/global-setup.ts'],
          include: ['e2e/**/*.test.ts'],
          testTimeout: 180_000,
        },
      },
    ],
    maxWorkers: 2,
  },
});
