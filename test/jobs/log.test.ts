/** Checks the log of the operator: one JSON document a line, ids on every line, secrets on none. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskSecrets, openLog, type LogLevel } from '../../jobs/log.ts'

const openListed = (level: LogLevel, secrets: readonly string[] = []) => {
  const lines: string[] = []
  const log = openLog({ level, secrets, write: (line) => lines.push(line) })
  return { log, lines }
}

test('a line is one JSON document with level, time, words and the ids it was given', () => {
  const { log, lines } = openListed('info')
  const job = log.child({ job: 7, kind: 'ingest', key: '20201103-ab' })
  job.info('job done', { seconds: 0.5 })
  job.debug('not told')
  job.child({ attempt: 2 }).error('job failed', { err: new Error('no disk') })
  expect(lines.map((line) => line.endsWith('\n'))).toEqual([true, true])
  const [done, failed] = lines.map((line) => JSON.parse(line))
  expect(done).toMatchObject({ level: 'info', msg: 'job done', job: 7, kind: 'ingest', seconds: 0.5 })
  expect(done.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  expect(failed).toMatchObject({ level: 'error', job: 7, attempt: 2, err: { message: 'no disk' } })
  expect(failed.err.stack).toContain('log.test.ts')
})

test('no secret gets into a line, wherever it stands', () => {
  const text = fc.string({ minLength: 8, maxLength: 30, unit: 'grapheme' })
  fc.assert(
    fc.property(text, fc.constantFrom('words', 'field', 'error', 'child'), (secret, place) => {
      fc.pre(!/^[\s*]*$/.test(secret))
      const { log, lines } = openListed('info', [secret])
      if (place === 'words') log.info(`before ${secret} after`)
      if (place === 'field') log.info('words', { deep: { list: [`x${secret}`] } })
      if (place === 'error') log.error('failed', { err: new Error(`login ${secret} refused`) })
      if (place === 'child') log.child({ url: secret }).info('words')
      expect(lines).toHaveLength(1)
      const texts: string[] = []
      JSON.parse(lines.join(''), (_, value: unknown) => {
        if (typeof value === 'string') texts.push(value)
        return value
      })
      expect(texts.filter((said) => said.includes(secret))).toEqual([])
      expect(texts.some((said) => said.includes('***'))).toBe(true)
    }),
  )
})

test('what is a secret by its place is masked though nobody named it', () => {
  const masked = (line: string) => maskSecrets(line, [])
  expect(masked('connect postgres://beizeng:hunter2@db:5432/b')).toBe(
    'connect postgres://beizeng:***@db:5432/b',
  )
  expect(masked('redis://:pass@cache:6379')).toBe('redis://:***@cache:6379')
  expect(masked('https://oapi.dingtalk.com/robot/send?access_token=abc&sign=d%2Be')).toBe(
    'https://oapi.dingtalk.com/robot/send?access_token=***&sign=***',
  )
  expect(masked('https://open.feishu.cn/open-apis/bot/v2/hook/1f-2e')).toMatch(/hook\/\*\*\*$/)
  expect(masked('https://example.org:443/a@b 12:30')).toBe('https://example.org:443/a@b 12:30')
})
