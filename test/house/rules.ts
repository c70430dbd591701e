/** Knows the rules of the house as data: what DESIGN.md sections 2, 3 and 6 say and a program can count. */

/** Each rule and what it asks; the key stands in every message. */
export const RULES = {
  pure: 'DESIGN 3.1: indicators/ imports itself and zod; no node:, no other package, the forecasting library only in forecast.ts',
  walls: 'DESIGN 3.2–3.4: a room imports only the rooms below it',
  'literal-import': 'DESIGN 3: a dynamic import writes out its module, or no wall could be kept',
  environment: 'DESIGN 3.4: process.env only in cli.ts and config.ts',
  clock: 'DESIGN 3.4: new Date and Date.now only in app.ts; elsewhere `now` is an argument',
  owner: 'DESIGN 3.5: a library belongs to its room (node:process, by 3.4, to cli.ts and config.ts)',
  circle: 'DESIGN 3.6: no circle of imports, types included',
  layout: 'DESIGN 2: nothing stands at the top that the layout does not name',
  name: 'DESIGN 2: no src, lib, utils, helpers, types, services, common',
  opening: 'DESIGN 6.10: a file opens with one /** … */ sentence that says what it knows',
  size: 'DESIGN 6: no file over 300 lines, tests excepted',
  documented: 'DESIGN 6.2: an exported function of indicators/ has a doc comment',
  'machine-path': 'no file names an absolute path of one machine',
  registry: 'no file names the host of a package registry',
} as const
export type Rule = keyof typeof RULES

export const MAX_LINES = 300

/** The top of the tree; dotfiles may stand beside it. */
export const TOP_LEVEL: readonly string[] = [
  'README.md',
  'README.en.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'cli.ts',
  'app.ts',
  'program.ts',
  'config.ts',
  'config',
  'seeds',
  'indicators',
  'workbooks',
  'storage',
  'alerts',
  'charts',
  'jobs',
  'web',
  'commands',
  'operation',
  'test',
]

/** Names that say nothing, of folders and (before the dot) of .ts files. */
export const EMPTY_NAMES: readonly string[] = [
  'src',
  'lib',
  'utils',
  'helpers',
  'types',
  'services',
  'common',
]

const rooms = ['indicators', 'workbooks', 'storage', 'alerts', 'charts', 'jobs', 'web']

/** What each room (or file at the top) may import besides itself: rooms, or single files of them. Tests sit on top. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[] | 'anything'>> = {
  indicators: [],
  workbooks: ['indicators'],
  storage: ['indicators'],
  charts: ['indicators'],
  alerts: ['indicators', 'charts'],
  jobs: ['indicators', 'workbooks', 'storage', 'alerts', 'charts'],
  // Of jobs only how the log is written: web asks, it never runs.
  web: ['indicators', 'workbooks', 'storage', 'charts', 'jobs/log.ts'],
  // One file a command of the terminal; cli.ts only strings them together.
  commands: rooms,
  // And of storage only how a bucket is named: a wrong one is refused at start.
  'config.ts': ['indicators', 'config', 'storage/bucket.ts'],
  // Of storage only what a key is: a wrong one is refused at start.
  config: ['indicators', 'storage/secrets.ts'],
  'app.ts': [...rooms, 'config.ts', 'seeds', 'package.json'],
  'program.ts': [...rooms, 'commands', 'config.ts', 'app.ts'],
  // Nothing but the program itself: what stands at the door is not kept compiled.
  'cli.ts': ['program.ts', 'commands/session.ts'],
  test: 'anything',
}

/** The packages that the ground of the house may import; every other room chooses its own. */
export const PURE_ROOM = { room: 'indicators', packages: ['zod', '@bsull/augurs'] } as const

/** Package → the only rooms or files that import it; tests may. */
export const OWNERS: Readonly<Record<string, readonly string[]>> = {
  exceljs: ['workbooks'],
  '@e965/xlsx': ['workbooks'],
  kysely: ['storage'],
  'better-sqlite3': ['storage'],
  pg: ['storage'],
  bullmq: ['jobs'],
  ioredis: ['jobs'],
  'node-cron': ['jobs'],
  nodemailer: ['alerts'],
  croner: ['jobs'],
  aws4fetch: ['storage'],
  'tar-stream': ['storage'],
  hono: ['web'],
  '@hono/node-server': ['web'],
  'prom-client': ['web'],
  pino: ['jobs/log.ts'],
  '@bsull/augurs': ['indicators/forecast.ts'],
  // By import, process.env would pass under another name; the global serves everything else.
  'node:process': ['cli.ts', 'config.ts'],
  process: ['cli.ts', 'config.ts'],
}

const environment = { rule: 'environment', only: ['cli.ts', 'config.ts'] } as const
const clock = { rule: 'clock', only: ['app.ts'] } as const

/** Tokens in a row that only some files may write; tests may. */
export const CODE_ONLY_IN: readonly {
  readonly rule: Rule
  readonly only: readonly string[]
  readonly code: readonly string[]
}[] = [
  { ...environment, code: ['process', '.', 'env'] },
  { ...environment, code: ['process', '?', '.', 'env'] },
  { ...environment, code: ['process', '['] },
  { ...environment, code: ['env', '}', '=', 'process'] },
  { ...clock, code: ['new', 'Date'] },
  { ...clock, code: ['Date', '.', 'now'] },
]

/** What no text file of the house may hold, whatever its kind. */
export const NOT_IN_TEXT: readonly { readonly rule: Rule; readonly pattern: RegExp }[] = [
  // A path that goes on from something (`../`, a host, a variable) is not absolute.
  { rule: 'machine-path', pattern: /(?<![\w.~*)}\]-])\/(?:work|tmp|root|home)\// },
  { rule: 'registry', pattern: /\bregistry(?:\.[a-z0-9-]+)+\.(?:org|com|cn|net|io|dev)\b/i },
  { rule: 'registry', pattern: /^\s*(?:@[\w-]+:)?registry\s*=/ },
  { rule: 'registry', pattern: /"resolved":\s*"https?:/ },
]
