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
        // Migrations, stores, search, rights, backup on the oldest server the program works with.
        test: {
          ...shared,
          name: 'postgresql-15',
          globalSetup: ['./test/global-setup-15.ts'],
          include: [
            'test/schema.test.ts',
            'test/change.test.ts',
            'test/publication.test.ts',
            'test/portal-role.test.ts',
            'test/search.test.ts',
            'test/calendar.test.ts',
            'test/backup.test.ts',
            'test/proof.test.ts',
            'test/sealer.test.ts',
          ],
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
