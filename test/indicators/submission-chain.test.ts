/** Knows the chain of re-submissions: which replaces which, and what must be accepted anew. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFormCode, parseReportingUnitCode } from '../../indicators/codes.ts'
import { parsePeriod } from '../../indicators/period.ts'
import { findChain, isAccepted, type ChainFacts } from '../../indicators/submission-chain.ts'
import { areComplete, type Outcome } from '../../indicators/submission.ts'

const link = (id: string, outcome: Outcome, period = '2020-07') => ({
  id,
  outcome,
  unit: parseReportingUnitCode('zj-jxt'),
  forms: [parseFormCode('dept-monthly')],
  period: parsePeriod(period),
})
type Links = readonly ReturnType<typeof link>[]

/** Each states the figure `x` unless said otherwise, and counts when it was received. */
const factsOf = (all: Links, more: Partial<ChainFacts> = {}): ChainFacts => ({
  accepted: new Set(),
  inForce: new Set(
    all.filter((s) => s.outcome === 'accepted' || s.outcome === 'to-explain').map((s) => s.id),
  ),
  stated: new Map(all.filter((s) => s.outcome !== 'returned').map((s) => [s.id, new Set(['x'])])),
  ...more,
})
const chainOf = (id: string, all: Links, more: Partial<ChainFacts> = {}) => {
  const one = all.find((s) => s.id === id)
  if (!one) throw new Error(id)
  return findChain(one, all, factsOf(all, more))
}

test('a returned one replaces nothing; the next that is received takes the place of both', () => {
  const all = [
    link('A', 'accepted'),
    link('X', 'accepted', '2020-06'),
    link('B', 'returned'),
    link('C', 'to-explain'),
  ]
  expect(chainOf('A', all)).toMatchObject({
    attempt: 1,
    previous: null,
    countedBefore: null,
    replaces: [],
    replacedBy: 'C',
  })
  expect(chainOf('B', all)).toMatchObject({
    attempt: 2,
    previous: 'A',
    replaces: [],
    replacedBy: 'C',
    acceptance: 'none',
  })
  expect(chainOf('C', all)).toMatchObject({
    attempt: 3,
    previous: 'B',
    countedBefore: 'A',
    replaces: ['A', 'B'],
    replacedBy: null,
  })
  expect(chainOf('X', all)).toMatchObject({ attempt: 1, replaces: [], replacedBy: null })
})

test('what follows an accepted one is accepted anew', () => {
  const all = [link('A', 'accepted'), link('B', 'accepted'), link('C', 'accepted')]
  expect(['A', 'B', 'C'].map((id) => chainOf(id, all, { accepted: new Set(['A']) }).acceptance)).toEqual([
    'replaced',
    'replaced',
    'anew',
  ])
  expect(chainOf('C', all, { accepted: new Set(['A']) }).acceptedBefore).toBe('A')
  expect(chainOf('C', all, { accepted: new Set(['A', 'C']) })).toMatchObject({
    acceptance: 'accepted',
    acceptedBefore: 'A',
  })
  expect(chainOf('A', [link('A', 'accepted')]).acceptance).toBe('pending')
})

test('a file of two forms stands in the chain of each, and is replaced when both are stated again', () => {
  const of = (id: string, ...forms: readonly string[]) => ({
    ...link(id, 'accepted'),
    forms: forms.map(parseFormCode),
  })
  const all = [of('A', 'goods', 'cities'), of('B', 'cities'), of('C', 'goods')]
  const stated = new Map([
    ['A', new Set(['g', 'c'])],
    ['B', new Set(['c'])],
    ['C', new Set(['g'])],
  ])
  expect(chainOf('A', all, { stated })).toMatchObject({ attempt: 1, replacedBy: 'C' })
  expect(chainOf('B', all, { stated })).toMatchObject({ attempt: 2, previous: 'A', replaces: [] })
  expect(chainOf('C', all, { stated })).toMatchObject({ attempt: 2, previous: 'A', replaces: ['A'] })
})

test('files of which the unit or the period is not known are chained to nothing', () => {
  const unknown = (id: string) => ({ ...link(id, 'refused'), unit: null, period: null })
  const all = [unknown('A'), unknown('B')]
  expect(all.map((one) => findChain(one, all, factsOf([])).previous)).toEqual([null, null])
})

test('a part that is sent later takes no place: the earlier one stands until all of it is stated again', () => {
  const all = [link('A', 'to-explain'), link('B', 'accepted'), link('C', 'accepted')]
  const states = (...parts: readonly string[]) =>
    new Map(parts.map((part, i) => ['ABC'.charAt(i), new Set(part)]))
  expect(chainOf('A', all, { stated: states('xy', 'z') }).replacedBy).toBeNull()
  expect(chainOf('A', all, { stated: states('xy', 'x', 'y') }).replacedBy).toBe('C')
  expect(chainOf('C', all, { stated: states('xy', 'x', 'y') }).replaces).toEqual(['A'])
  // One that waits for a release takes no place before its figures count.
  const held = { stated: states('x', 'x', 'z'), inForce: new Set(['A', 'C']) }
  expect(chainOf('A', all, held).replacedBy).toBeNull()
})

test('replacing and being replaced are one relation, and nothing is replaced twice', () => {
  const one = fc.record({
    outcome: fc.constantFrom<Outcome>('accepted', 'to-explain', 'returned', 'refused'),
    figures: fc.subarray(['x', 'y', 'z']),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 8 }), (some) => {
      const all = some.map(({ outcome }, index) => link(String(index), outcome))
      const stated = new Map(some.map(({ figures }, index) => [String(index), new Set(figures)]))
      const chains = new Map(all.map(({ id }) => [id, chainOf(id, all, { stated })]))
      for (const [id, { replacedBy }] of chains) {
        const by = [...chains].filter(([, chain]) => chain.replaces.includes(id)).map(([other]) => other)
        expect(by).toEqual(replacedBy === null ? [] : [replacedBy])
      }
    }),
  )
})

test('a return takes an acceptance back', () => {
  const steps = (...kinds: readonly ('received' | 'accepted' | 'returned' | 'explained')[]) =>
    kinds.map((kind) => ({ kind }))
  expect(isAccepted(steps('received', 'accepted', 'explained'))).toBe(true)
  expect(isAccepted(steps('received', 'accepted', 'returned'))).toBe(false)
  expect(isAccepted(steps('received'))).toBe(false)
})

test('counts are complete when every figure is in one of them', () => {
  expect(areComplete({ read: 3, accepted: 1, rejected: 1, unchanged: 1 })).toBe(true)
  expect(areComplete({ read: 3, accepted: 1, rejected: 1, unchanged: 0 })).toBe(false)
  expect(areComplete({ read: 1, accepted: -1, rejected: 1, unchanged: 1 })).toBe(false)
})
