/** Knows how a warning may live: random lives of the whole machine beside a small reference, and what must hold in each. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIndicatorCode, parsePlanCode } from '../../../indicators/codes.ts'
import { InputError } from '../../../indicators/input-error.ts'
import { addDays, parseDay, yearPeriod, type Day } from '../../../indicators/period.ts'
import { text } from '../../../indicators/text.ts'
import type { Wish, WishKind } from '../../../indicators/warnings/act.ts'
import { decideStep, listSteps } from '../../../indicators/warnings/life.ts'
import { judgeOverdue } from '../../../indicators/warnings/overdue.ts'
import { isOpen, reconcileWarning } from '../../../indicators/warnings/reconcile.ts'
import type { Sign } from '../../../indicators/warnings/sign.ts'
import { countSilentDays } from '../../../indicators/warnings/silence.ts'
import { foldWarning } from '../../../indicators/warnings/warning-log.ts'
import type { NewEvent, Warning, WarningEvent } from '../../../indicators/warnings/warning.ts'
import { makePlan, REGION } from '../make-plan.ts'

const plan = makePlan({}, { warningRules: { silenceDays: 30 } })
const rules = plan.warningRules
const START = parseDay('2020-01-01')
const TOP = 2

type Level = Sign['level']
const signOf = (level: Level, index: number, firm: boolean): Sign => ({
  period: yearPeriod(2000 + index),
  level,
  firm,
  reasons: [text('理由', 'reason')],
  derivation: text('', ''),
})

/** The machine as jobs drive it: a log of events per warning, signs by period, a day. */
class House {
  day: Day = START
  signs: Sign[] = []
  readonly logs: WarningEvent[][] = []
  /** Answers refused for nothing but that they were given before. */
  stale = 0

  current(): Warning | undefined {
    const events = this.logs.at(-1)
    if (!events) return undefined
    const subject = {
      plan: parsePlanCode('test-plan'),
      indicator: parseIndicatorCode('x'),
      region: REGION,
      kind: 'behind-path',
    } as const
    const replyBy = addDays(events[0]?.on ?? START, rules.replyDays)
    const record = { subject, number: `W${this.logs.length}`, replyBy, responsible: [], events }
    return foldWarning(record, { plan, asOf: this.day })
  }

  write(events: readonly NewEvent[]): void {
    for (const event of events) {
      if (event.kind === 'opened') this.logs.push([])
      const log = this.logs.at(-1)
      if (!log) throw new Error('no warning to write to')
      log.push({ ...event, warning: `W${this.logs.length}`, sequence: log.length + 1, at: null })
    }
  }

  judge(): readonly NewEvent[] {
    const events = reconcileWarning({
      signs: this.signs,
      rules,
      warning: this.current(),
      on: this.day,
      top: TOP,
    })
    this.write(events)
    return events
  }

  supervise(): readonly NewEvent[] {
    const warning = this.current()
    const events = warning ? judgeOverdue(warning, { on: this.day, top: TOP }) : []
    this.write(events)
    return events
  }

  ask(wish: Wish, actor: string): void {
    const warning = this.current()
    if (!warning) throw new Error('no warning')
    const sign = this.signs.at(-1)
    const earlier = this.logs
      .flat()
      .flatMap(({ warning: number, act }) =>
        act?.kind === 'explained' ? [{ warning: number, cause: act.cause, measures: act.measures }] : [],
      )
    this.write([decideStep(warning, { wish, actor, on: this.day, rules, sign, earlier })])
  }
}

/** The reference: the table of the life as METHOD prints it, by hand, without the code under test. */
const NEXT: Readonly<Record<string, Partial<Record<WishKind, string>>>> = {
  opened: { acknowledged: 'acknowledged', silenced: 'opened' },
  acknowledged: { explained: 'explained', silenced: 'acknowledged' },
  explained: { reviewed: 'reviewed', rejected: 'acknowledged', silenced: 'explained' },
  reviewed: { closed: 'closed', rejected: 'acknowledged', silenced: 'reviewed' },
}

interface Model {
  stage: string | null
  level: Level
  /** Days since which nobody answered, for the step up. */
  asked: number
  step: number
  /** Periods in a row at red. */
  red: number
  day: number
  silentUntil: number
  silentDays: number[]
  /** What was answered to this warning, and to those before it. */
  answers: Answer[]
  before: Answer[]
}

const newModel = (): Model => ({
  stage: null,
  level: null,
  asked: 0,
  step: 0,
  red: 0,
  day: 0,
  silentUntil: -1,
  silentDays: [],
  answers: [],
  before: [],
})

/** Causes and measures no two of which are alike. */
const CAUSES = [
  '两家龙头企业外迁，收入减少二十亿元',
  '光纤主干线改造停工，新增用户推迟接入',
  '出口订单被取消，集成电路产线减产三成',
]
const MEASURES = ['十二月底前完成三个项目的验收投产', '由经信厅牵头逐户走访，月内解决用电指标']

interface Answer {
  readonly cause: number
  readonly measures: number
}

/** Some of the answers that there can be, by a number that the random life chose. */
const answerOf = (chosen: number): Answer => ({
  cause: chosen % CAUSES.length,
  measures: chosen % MEASURES.length,
})

/** By hand: nothing of an answer to another warning, and not the whole of one to this. */
const isFresh = ({ answers, before }: Model, { cause, measures }: Answer): boolean =>
  before.every((a) => a.cause !== cause && a.measures !== measures) &&
  answers.every((a) => a.cause !== cause || a.measures !== measures)

const wishOf = (kind: WishKind, day: Day, days: number): Wish => {
  const real = '两家龙头企业外迁，收入减少二十亿元'
  switch (kind) {
    case 'explained': {
      const { cause, measures } = answerOf(days)
      const words = { cause: CAUSES[cause] ?? '', measures: MEASURES[measures] ?? '' }
      return { kind, ...words, due: addDays(day, 30) }
    }
    case 'silenced':
      return { kind, text: '正在核对统计口径的变动', owner: '张三', until: addDays(day, days) }
    default:
      return { kind, text: real }
  }
}

const KINDS: readonly WishKind[] = [
  'acknowledged',
  'explained',
  'reviewed',
  'rejected',
  'silenced',
  'unsilenced',
  'closed',
]

/** Asked for more often: lives in which a unit answers again and again. */
const ANSWERING: readonly WishKind[] = ['acknowledged', 'explained', 'rejected']

class Ask implements fc.Command<Model, House> {
  readonly kind: WishKind
  readonly days: number
  constructor(kind: WishKind, days: number) {
    this.kind = kind
    this.days = days
  }
  check = (): boolean => true
  run(model: Model, house: House): void {
    const warning = house.current()
    if (!warning) return
    const silent = model.silentUntil >= model.day
    const used = model.silentDays.filter((d) => d < model.day).length
    const fits = this.days < rules.silenceDays - used
    const next =
      this.kind === 'unsilenced' ? (silent ? model.stage : undefined) : NEXT[model.stage ?? '']?.[this.kind]
    const fresh = this.kind !== 'explained' || isFresh(model, answerOf(this.days))
    const allowed = next !== undefined && next !== null && (this.kind !== 'silenced' || fits) && fresh
    if (next && !fresh) house.stale += 1
    const before = JSON.stringify(house.logs)
    const actor = this.kind === 'explained' ? '单位' : '办公室'
    const ask = () => house.ask(wishOf(this.kind, house.day, this.days), actor)
    if (!allowed) {
      expect(ask).toThrow(InputError)
      expect(JSON.stringify(house.logs)).toBe(before)
      return
    }
    ask()
    model.stage = next
    if (this.kind === 'explained') model.answers = [...model.answers, answerOf(this.days)]
    if (this.kind === 'rejected') model.asked = model.day
    if (this.kind === 'silenced') silence(model, model.day + this.days)
    if (this.kind === 'unsilenced' || this.kind === 'closed') silence(model, model.day - 1)
    agree(model, house)
  }
  toString = (): string => `${this.kind}(${this.days})`
}

/** Sets the last silent day and forgets the silent days after it. */
const silence = (model: Model, until: number): void => {
  const days = new Set(model.silentDays.filter((d) => d < model.day))
  for (let d = model.day; d <= until; d += 1) days.add(d)
  model.silentUntil = until
  model.silentDays = [...days]
}

class Figure implements fc.Command<Model, House> {
  readonly level: Level
  readonly firm: boolean
  constructor(level: Level, firm: boolean) {
    this.level = level
    this.firm = firm
  }
  check = (): boolean => true
  run(model: Model, house: House): void {
    house.signs = [...house.signs, signOf(this.level, house.signs.length, this.firm)]
    const before = house.current()
    const events = house.judge()
    if (this.level !== 'unknown') model.red = this.level === 'red' ? model.red + 1 : 0
    // By hand: every third period in a row at red goes up, unless nobody stands higher.
    const up = this.level === 'red' && model.red % rules.periodsToEscalate === 0 && model.step < TOP
    if (before && isOpen(before)) expect(events.some((e) => e.kind === 'escalated')).toBe(up)
    if (this.level === 'unknown') expect(events).toEqual([])
    if (this.level === 'yellow' || this.level === 'red') {
      const after = house.current()
      expect(after && isOpen(after)).toBe(true)
      expect(after?.level === 'red' || this.level === 'yellow').toBe(true)
    }
    // A preliminary figure closes nothing, and nothing ends without a newest figure that is good.
    if (events.some((e) => e.kind === 'closed')) expect([this.level, this.firm]).toEqual([null, true])
    if (events.some((e) => e.kind === 'eased')) expect(before?.level).toBe('red')
    for (const { kind } of events) follow(model, kind)
    expect(house.judge()).toEqual([])
    agree(model, house)
  }
  toString = (): string => `figure(${String(this.level)}, ${this.firm ? 'firm' : 'flash'})`
}

const follow = (model: Model, kind: NewEvent['kind']): void => {
  if (kind === 'opened') {
    const before = [...model.before, ...model.answers]
    Object.assign(model, { step: 0, silentUntil: -1, silentDays: [], answers: [], before })
  }
  if (kind === 'opened' || kind === 'worsened' || kind === 'escalated') {
    model.stage = 'opened'
    model.asked = model.day
    if (kind !== 'opened') silence(model, model.day - 1)
  }
  if (kind === 'escalated') model.step += 1
  if (kind === 'closed' || kind === 'withdrawn') {
    model.stage = kind
    silence(model, model.day - 1)
  }
}

class Days implements fc.Command<Model, House> {
  readonly days: number
  constructor(days: number) {
    this.days = days
  }
  check = (): boolean => true
  run(model: Model, house: House): void {
    model.day += this.days
    house.day = addDays(house.day, this.days)
    const events = house.supervise()
    expect(house.supervise()).toEqual([])
    const owed = model.stage === 'opened' || model.stage === 'acknowledged'
    const clock = model.asked + rules.replyDays + model.silentDays.filter((d) => d >= model.asked).length
    const due = owed && model.silentUntil < model.day && model.day > clock && model.step < TOP
    expect(events.map((e) => e.kind)).toEqual(due ? ['overdue'] : [])
    if (due) {
      model.step += 1
      model.asked = model.day
    }
    agree(model, house)
  }
  toString = (): string => `days(${this.days})`
}

const agree = (model: Model, house: House): void => {
  const warning = house.current()
  expect(warning?.stage ?? null).toBe(model.stage)
  if (!warning) return
  expect(warning.state).toBe(model.silentUntil >= model.day ? 'silenced' : model.stage)
  expect(warning.step).toBe(model.step)
  expect(warning.step).toBeLessThanOrEqual(TOP)
  expect(warning.events.map((e) => e.on)).toEqual(warning.events.map((e) => e.on).toSorted())
  const silent = countSilentDays(warning.events, { from: warning.openedAt, to: parseDay('9000-01-01') })
  expect(silent).toBeLessThanOrEqual(rules.silenceDays)
  if (!isOpen(warning)) expect(listSteps(warning)).toEqual([])
}

test(
  'random lives: the machine does what the reference does, and refuses what it refuses',
  { timeout: 60_000 },
  () => {
    const commands = [
      fc
        .tuple(fc.constantFrom<Level>('red', 'yellow', null, null, 'unknown'), fc.boolean())
        .map(([level, firm]) => new Figure(level, firm)),
      ...[KINDS, ANSWERING].map((kinds) =>
        fc.tuple(fc.constantFrom(...kinds), fc.integer({ min: 0, max: 40 })).map(([k, d]) => new Ask(k, d)),
      ),
      fc.integer({ min: 0, max: 25 }).map((days) => new Days(days)),
    ]
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 60, size: 'max' }), (run) => {
        const house = new House()
        fc.modelRun(() => ({ model: newModel(), real: house }), run)
        seen.set('stale', (seen.get('stale') ?? 0) + house.stale)
        for (const { kind } of house.logs.flat()) seen.set(kind, (seen.get(kind) ?? 0) + 1)
      }),
      { numRuns: 1000 },
    )
    // The lives are not all short ones: every kind of step but the withdrawal, which needs a revision, was taken.
    const kinds = ['closed', 'eased', 'escalated', 'overdue', 'unsilenced', 'rejected', 'reviewed', 'stale']
    for (const kind of kinds) expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(20)
  },
)

describe('what a person closed', () => {
  const closed = (signs: Sign[]): House => {
    const house = new House()
    for (const [index] of signs.entries()) {
      house.signs = signs.slice(0, index + 1)
      house.judge()
    }
    for (const kind of ['acknowledged', 'explained', 'reviewed', 'closed'] as const)
      house.ask(wishOf(kind, house.day, 0), kind === 'explained' ? '单位' : '办公室')
    return house
  }
  const first = signOf('yellow', 0, true)

  test('stays closed for the figures he knew, and while later ones are good', () => {
    const house = closed([first])
    expect(house.judge()).toEqual([])
    house.signs = [first, signOf(null, 1, false)]
    expect(house.judge()).toEqual([])
  })

  test('is warned of anew by a worse revision of that period, or by the next one behind', () => {
    const worse = closed([first])
    worse.signs = [signOf('red', 0, true)]
    expect(worse.judge().map((e) => [e.kind, e.level])).toEqual([['opened', 'red']])
    const next = closed([first])
    next.signs = [first, signOf('yellow', 1, true)]
    expect(next.judge().map((e) => e.kind)).toEqual(['opened'])
  })

  test('rests on the newest firm figure where that is good, else on his decision', () => {
    const groundOf = (house: House) => house.logs.flat().at(-1)?.act
    expect(groundOf(closed([first]))).toMatchObject({ ground: 'decision' })
    expect(groundOf(closed([first, signOf(null, 1, true)]))).toMatchObject({ ground: 'made-good' })
    expect(groundOf(closed([first, signOf(null, 1, false)]))).toMatchObject({ ground: 'decision' })
    expect(groundOf(closed([first, signOf('unknown', 1, true)]))).toMatchObject({ ground: 'decision' })
  })
})

test('a figure that was withdrawn and comes back as bad as before is warned of again', () => {
  const house = new House()
  house.signs = [signOf('yellow', 0, true)]
  house.judge()
  house.signs = [signOf(null, 0, true)]
  expect(house.judge().map((e) => e.kind)).toEqual(['withdrawn'])
  const [{ reasons = [] } = {}] = house.logs.flat().slice(-1)
  expect(reasons[0]?.zh).toBe('修订后不再成立；原依据：理由')
  house.signs = [signOf('yellow', 0, true)]
  expect(house.judge().map((e) => e.kind)).toEqual(['opened'])
})

test('a flash revision of the very figure withdraws nothing; the firm one does', () => {
  const house = new House()
  house.signs = [signOf('yellow', 0, true)]
  house.judge()
  house.signs = [signOf(null, 0, false)]
  expect(house.judge()).toEqual([])
  house.signs = [signOf(null, 0, true)]
  expect(house.judge().map((e) => e.kind)).toEqual(['withdrawn'])
})

test('hysteresis does not flap: figures that go to and fro inside the band say nothing new', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (betters) => {
      const house = new House()
      house.signs = [signOf('yellow', 0, true)]
      house.judge()
      betters.forEach((better, i) => {
        // Never two better ones in a row: the band.
        const inBand = better && !betters[i - 1]
        house.signs = [...house.signs, signOf(inBand ? null : 'yellow', i + 1, true)]
        expect(house.judge().map((e) => e.kind)).toEqual(['continued'])
      })
      expect(house.logs).toHaveLength(1)
    }),
  )
})
