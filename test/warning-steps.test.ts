/** Knows how people take a warning further from the terminal, and what they are told when they may not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { main } from '../cli.ts'
import { addDays, parsePeriod } from '../indicators/period.ts'
import { systemClock } from '../app.ts'
import { readSeeds } from '../storage/seeds.ts'
import { writeTemplate } from '../workbooks/write-template.ts'
import { run, runJson } from './run-cli.ts'

let folder = ''
const data = () => join(folder, 'data')
const number = '2020-0001'
const today = systemClock.today()

/** The share of GDP of 2019, 28 points behind its path: the first warning of the program. */
const send = async (period: string, known: string, value: number) => {
  const { forms, reportingUnits, variables } = await readSeeds('seeds')
  const form = forms.find((f) => f.code === 'zj-dept-annual')
  const unit = reportingUnits.find((u) => u.code === 'zj-stats')
  if (!form || !unit) throw new Error('the seeds hold both')
  const file = join(folder, `${period}-${known}.xlsx`)
  const entries = [{ variable: 'digital_economy_gdp_share', measure: 'current' as const, value }]
  await writeFile(file, await writeTemplate({ form, unit, period: parsePeriod(period), variables, entries }))
  await runJson(data(), 'ingest', file, '--published', known)
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beizeng-life-'))
  await send('2019', '2020-11-03', 43.3)
})
afterEach(() => rm(folder, { recursive: true }))

const answer = (cause: string, measures: string) =>
  ['respond', number, '--cause', cause, '--measures', measures, '--due', addDays(today, 60)] as const
const CAUSE = '规上软件业务收入增速放缓，两家龙头企业外迁'
const MEASURES = '四季度落地三个云计算项目，年内新增产值40亿元'
const OTHER = '由省经信厅牵头，十二月底前完成三个项目验收并投产'
const first = answer(CAUSE, MEASURES)
const second = answer('外迁企业两家：年收入合计减少180亿元', OTHER)
const unit = ['--by', '省统计局张三']
const office = ['--by', '领导小组办公室李四']
const refused = async (...args: readonly string[]) => {
  const ran = await run(data(), ...args)
  expect(ran.code, ran.out).toBe(1)
  return ran.err
}
const show = async () => (await runJson(data(), 'warnings', 'show', number)).warning

test('from 发出 to 销号: each step with actor, time and text; a reply that does not pass is owed again', async () => {
  await runJson(data(), 'ack', number, ...unit)
  await runJson(data(), ...first, ...unit)
  expect(await refused('review', number, '--pass', '--text', '同意', ...unit)).toContain('答复人以外的人')
  await runJson(data(), 'review', number, '--reject', '--text', '没有写明措施由哪个部门落实', ...office)
  expect(await show()).toMatchObject({ state: 'acknowledged', openSteps: ['explained', 'silenced'] })
  expect(await refused(...first, ...unit)).toContain('原因和措施都与此前对本预警的答复相同')
  await runJson(data(), ...second, ...unit)
  await runJson(data(), 'review', number, '--pass', '--text', '措施可行，责任到处室', ...office)
  const unclosed = await refused('close', number, ...office)
  expect(unclosed).toContain('最新数值未达进度')
  expect(unclosed).toContain('销号的具体理由：凭什么了结、依据哪份文件或决定')
  const { warning, seal } = await runJson(
    data(),
    'close',
    number,
    '--reason',
    '计划中期调整已报省政府批准，改按新目标监测',
    ...office,
  )
  expect([warning.state, seal.place, seal.hash.length]).toEqual(['closed', 7, 64])
  expect(warning.events.map((e: { kind: string; actor: string }) => [e.kind, e.actor])).toEqual([
    ['opened', 'beizeng'],
    ['acknowledged', '省统计局张三'],
    ['explained', '省统计局张三'],
    ['rejected', '领导小组办公室李四'],
    ['explained', '省统计局张三'],
    ['reviewed', '领导小组办公室李四'],
    ['closed', '领导小组办公室李四'],
  ])
  expect(warning.events.at(-1).act.ground).toBe('decision')
  const { out } = await run(data(), 'warnings', 'show', number)
  expect(out).toContain('没有写明措施由哪个部门落实')
  expect(out).toContain('销号（经办人决定，灯号未变）')
  expect(await refused('ack', number, ...unit)).toContain('已经了结')
})

test('after a refusal the cause may stay what it was; what was answered to another warning is answered to this one anew', async () => {
  await runJson(data(), 'ack', number, ...unit)
  await runJson(data(), ...first, ...unit)
  await runJson(data(), 'review', number, '--reject', '--text', '没有写明措施由哪个部门落实', ...office)
  // Other blanks and points, and another date, are not another answer.
  const same = [...answer(` ${CAUSE}。`, MEASURES).slice(0, -1), addDays(today, 90)]
  expect(await refused(...same, ...unit)).toContain('原因、措施至少一项有改动')
  await runJson(data(), ...answer(CAUSE, OTHER), ...unit)
  await runJson(data(), 'review', number, '--pass', '--text', '措施可行，责任到处室', ...office)
  await runJson(data(), 'close', number, '--reason', '计划中期调整已报省政府批准，改按新目标监测', ...office)
  await send('2020', '2021-07-05', 46.8)
  const next = (await runJson(data(), 'warnings')).warnings.find(
    (w: { indicator: string; number: string }) => w.number !== number,
  ).number
  await runJson(data(), 'ack', next, ...unit)
  const again = ['respond', next, '--due', addDays(today, 60), '--cause', CAUSE, '--measures', OTHER] as const
  const said = await refused(...again, ...unit)
  for (const part of [`${next} 的原因`, `${next} 的措施`, '不能照抄']) expect(said).toContain(part)
})

test('a step that is not open names where it stands, what was wanted and what is open', async () => {
  const said = await refused(...first, ...unit)
  for (const word of ['预警 2020-0001（已发出）', '「答复」', '可行的步骤：签收、静默'])
    expect(said).toContain(word)
  expect(await refused('ack', '2020-0099', ...unit)).toContain('warnings 命令列出的编号')
  expect(await refused('review', number, '--text', 'x', ...office)).toContain('--pass、--reject')
})

test('filler, emptiness and a copy are no answer, and all that is wrong is said at once', async () => {
  await runJson(data(), 'ack', number, ...unit)
  const said = await refused(
    'respond',
    number,
    '--cause',
    '核实无误',
    '--measures',
    ' ',
    '--due',
    '2020-01-01',
    ...unit,
  )
  for (const part of ['的原因', '的措施', '的完成时限']) expect(said).toContain(part)
  // Each is told what is wanted of it: of measures, who does what by when.
  expect(said).toMatch(/的原因.*应为具体原因：什么事、影响多少/)
  expect(said).toMatch(/的措施.*应为具体措施：谁牵头、做什么、何时完成/)
})

test('without an actor nothing is written; the settings may name him', async () => {
  expect(await refused('ack', number)).toContain('BEIZENG_ACTOR')
  const io = { out: () => undefined, err: () => undefined, terminal: false, stopped: () => Promise.resolve() }
  expect(await main(['--data', data(), 'ack', number], io, { BEIZENG_ACTOR: '王五' })).toBe(0)
  expect((await show()).events.at(-1).actor).toBe('王五')
})

test('silence has a reason, an owner and an end within the limit of the plan; the light stays; it can be lifted', async () => {
  const silence = (until: string, reason = '统计口径正在与国家统计局核对') =>
    ['silence', number, '--until', until, '--reason', reason, '--owner', '省统计局核算处', ...office] as const
  expect(await refused(...silence(addDays(today, 90)))).toContain('至多静默 90 天')
  expect(await refused(...silence(addDays(today, 9), '同意'))).toContain('静默理由')
  await runJson(data(), ...silence(addDays(today, 9)))
  expect(await show()).toMatchObject({ state: 'silenced', level: 'yellow', stage: 'opened' })
  const later = await runJson(data(), 'warnings', 'show', number, '--as-of', addDays(today, 10))
  expect(later.warning.state).toBe('opened')
  await runJson(data(), 'unsilence', number, '--reason', '核对已经结束，口径不变', ...office)
  expect(await show()).toMatchObject({ state: 'opened', silence: null })
  expect(await refused('unsilence', number, '--reason', '再次解除也没有意义', ...office)).toContain(
    '可行的步骤',
  )
})

test('a figure published before the people acted is written after them, and does not undo what they closed', async () => {
  await runJson(data(), 'ack', number, ...unit)
  await send('2020', '2021-07-05', 46.8)
  const { events, stage } = await show()
  expect(events.map((e: { kind: string; on: string }) => [e.kind, e.on])).toEqual([
    ['opened', '2020-11-03'],
    ['acknowledged', today],
    ['continued', today],
  ])
  expect(stage).toBe('acknowledged')
})

test('the reply is due from the day on which a notice was written, and nobody is silent before that', async () => {
  const { openedAt, replyBy } = await show()
  expect([openedAt, replyBy]).toEqual(['2020-11-03', addDays(today, 10)])
  expect(await runJson(data(), 'supervise')).toMatchObject({ doneBefore: false, escalated: [] })
  expect(await runJson(data(), 'supervise')).toMatchObject({ doneBefore: true, escalated: [] })
})

test('the seal on a receipt shows later that the log up to there is the same', async () => {
  const { seal } = await runJson(data(), 'ack', number, ...unit)
  await runJson(data(), ...first, ...unit)
  const noted = `${seal.place}:${seal.hash}`
  expect(await runJson(data(), 'warnings', 'seal', noted)).toMatchObject({ code: 0, whole: true })
  const other = `${seal.place}:${'0'.repeat(64)}`
  expect(await runJson(data(), 'warnings', 'seal', other)).toMatchObject({
    code: 1,
    whole: false,
    broken: { place: 2, cause: 'anchor' },
  })
  const beyond = `9:${'0'.repeat(64)}`
  expect(await runJson(data(), 'warnings', 'seal', beyond)).toMatchObject({
    broken: { place: 4, cause: 'cut' },
  })
  expect(await refused('warnings', 'seal', '2')).toContain('条数:校验值')
})
