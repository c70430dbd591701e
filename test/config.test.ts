/** Checks what an operator can turn: every variable documented, every wrong value refused at start. */
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { listSecrets, listSettings, parseConfig, type Setting } from '../config.ts'
import { InputError } from '../indicators/input-error.ts'
import { openSecretBox } from '../storage/secrets.ts'

const PAGE = fileURLToPath(new URL('../operation/CONFIGURATION.md', import.meta.url))

/** What a table of Markdown would take for itself. */
const plain = (said: string): string => said.replaceAll('<', '&lt;').replaceAll('|', '\\|')

const row = ({ name, type, fallback, secret, meaning }: Setting): string =>
  `| \`${name}\` | ${meaning.zh}${secret ? '（保密）' : ''}<br>${meaning.en}${secret ? ' (secret)' : ''} | ${plain(type.zh)}<br>${plain(type.en)} | ${fallback === null ? '—' : `\`${fallback}\``} |`

const renderPage = (): string =>
  [
    '# 配置 · Configuration',
    '',
    '全部环境变量。值不对、变量名写错，程序启动时一次全部指出并拒绝启动；空值等于没有写。保密的变量在日志和提示里只显示 `***`。',
    '',
    'Every environment variable. Wrong values and misspelt names are all named at start, and the program does not start; an empty value is one that is not set. Secret ones are shown as `***` in logs and messages.',
    '',
    '本页由 `test/config.test.ts` 从 `config.ts` 生成并核对（`npx vitest run -u test/config.test.ts` 重新生成）。This page is rendered from `config.ts` and checked by that test.',
    '',
    '| 变量 · variable | 含义 · meaning | 取值 · type | 默认 · default |',
    '|---|---|---|---|',
    ...listSettings().map(row),
    '',
  ].join('\n')

test('the page of the operator says what config.ts says', async () => {
  for (const setting of listSettings()) {
    expect(setting.meaning.zh, setting.name).not.toBe('')
    expect(setting.meaning.en, setting.name).not.toBe('')
    expect(setting.type.zh, setting.name).not.toBe('')
  }
  await expect(renderPage()).toMatchFileSnapshot(PAGE)
})

const refusalOf = (environment: Record<string, string>): InputError => {
  try {
    parseConfig(environment)
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('all wrong values and all misspelt names are told at once', () => {
  const { issues } = refusalOf({
    BEIZENG_LANG: 'fr',
    BEIZENG_LOG_LEVEL: 'loud',
    BEIZENG_LANGUAGE: 'zh',
    PATH: '/usr/bin',
  })
  expect(issues.map((issue) => [issue.where.zh, issue.found])).toEqual([
    ['环境变量 BEIZENG_LANG', 'fr'],
    ['环境变量 BEIZENG_LOG_LEVEL', 'loud'],
    ['环境变量 BEIZENG_LANGUAGE', 'BEIZENG_LANGUAGE'],
  ])
  expect(issues[0]?.expected.zh).toBe('zh 或 en')
})

test('a key, a sender or a number that is none is refused with the rest, and the key is not repeated', () => {
  const wrong = {
    BEIZENG_KEY: 'my secret phrase',
    BEIZENG_MAIL_FROM: '倍增监测',
    BEIZENG_PORT: '1e3',
    BEIZENG_LEASE_SECONDS: '2',
  }
  const { issues } = refusalOf(wrong)
  expect(issues.map((issue) => [issue.where.en, issue.found])).toEqual([
    ['environment variable BEIZENG_MAIL_FROM', '倍增监测'],
    ['environment variable BEIZENG_KEY', '***'],
    ['environment variable BEIZENG_PORT', '1e3'],
    ['environment variable BEIZENG_LEASE_SECONDS', '2'],
  ])
  expect(issues[1]?.expected.zh).toContain('openssl rand -base64 32')
  expect(JSON.stringify(issues)).not.toContain(wrong.BEIZENG_KEY)
})

test('a key is taken as openssl writes it, or in hexadecimal', () => {
  const key = randomBytes(32)
  for (const written of [`${key.toString('base64')}\n`, key.toString('hex')])
    expect(openSecretBox(parseConfig({ BEIZENG_KEY: written }).BEIZENG_KEY).seal('x', 'y')).not.toBe('')
})

test('an empty value is one that is not set', () => {
  expect(parseConfig({ BEIZENG_LANG: '', BEIZENG_DATA: '' })).toEqual(parseConfig({}))
})

test('only what is marked secret is a secret', () => {
  const secrets = listSettings().filter((setting) => setting.secret)
  const environment = { BEIZENG_OFFICE: '绍兴市统计局' }
  expect(listSecrets(parseConfig(environment))).toEqual([])
  for (const { name } of secrets) expect(name).toMatch(/URL|KEY|PASSWORD|SECRET|TOKEN/)
})

test('hosts that are none, a bucket that is none and what a bucket needs besides are told with the rest', () => {
  const { issues } = refusalOf({
    BEIZENG_ARCHIVE: 's3://',
    BEIZENG_PORT: 'x',
    BEIZENG_HOOK_HOSTS: 'oapi.dingtalk.com, http//x',
  })
  expect(issues.map((issue) => issue.where.en.split(' ').at(-1))).toEqual([
    'BEIZENG_HOOK_HOSTS',
    'BEIZENG_PORT',
    'BEIZENG_ARCHIVE',
    'BEIZENG_S3_KEY',
    'BEIZENG_S3_SECRET',
  ])
  for (const { found, expected } of issues.slice(3)) {
    expect(found).toEqual({ zh: '（缺）', en: '(nothing)' })
    expect(expected.zh).toMatch(/访问密钥/)
  }
  const login = { BEIZENG_S3_KEY: 'k', BEIZENG_S3_SECRET: 's' }
  expect(refusalOf({ ...login, BEIZENG_ARCHIVE: 's3://b/p' }).issues[0]?.expected.zh).toContain(
    '桶名为 3 到 63 个',
  )
  parseConfig({ ...login, BEIZENG_ARCHIVE: 's3://bucket/p' })
  const hosts = [
    'hook.example.cn:8443',
    'http://10.0.0.5:8080',
    'https://hook.example.cn/',
    'http://[::1]:80',
  ]
  expect(parseConfig({ BEIZENG_HOOK_HOSTS: hosts.join(',') }).BEIZENG_HOOK_HOSTS).toEqual(hosts)
})
