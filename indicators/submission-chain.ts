/** Knows the chain of submissions of a unit for its forms and one period: which follows which, which replaces which, which was accepted. */
import type { Decision } from './desk.ts'
import type { Day } from './period.ts'
import type { Submission } from './submission.ts'
import { text, type Text } from './text.ts'

/** 验收 of a submission: a re-submission of an accepted one is accepted anew. */
export const ACCEPTANCES = {
  none: text('—', '—'),
  pending: text('待验收', 'to be accepted'),
  anew: text('待重新验收', 'to be accepted anew'),
  accepted: text('已验收', 'accepted'),
  replaced: text('已被替代', 'replaced'),
} as const satisfies Record<string, Text>
export type Acceptance = keyof typeof ACCEPTANCES

type Link = Pick<Submission, 'id' | 'unit' | 'forms' | 'period' | 'outcome'>
type DatedLink = Link & Pick<Submission, 'known'>

/** What the steps and the figures of submissions say of them, by their ids. */
export interface ChainFacts {
  /** The bureau accepted it. */
  readonly accepted: ReadonlySet<string>
  /** Its figures count. */
  readonly inForce: ReadonlySet<string>
  /** Which figures it states: variable, region, period and measure; none where it was sent back at once. */
  readonly stated: ReadonlyMap<string, ReadonlySet<string>>
}

export interface Chain {
  /** 第几次报送, from 1. */
  readonly attempt: number
  /** The one before, whatever became of it. */
  readonly previous: string | null
  /** The newest one before whose figures count: a file that was sent back changed nothing. */
  readonly countedBefore: string | null
  /** The earlier ones of which nothing stands any more since this one came. */
  readonly replaces: readonly string[]
  /** The later one since which nothing of it stands any more: a part that is sent later takes no place but its own. */
  readonly replacedBy: string | null
  readonly acceptance: Acceptance
  /** The newest submission of the chain that the bureau accepted, other than this one and before it. */
  readonly acceptedBefore: string | null
}

const isReceived = ({ outcome }: Link): boolean => outcome === 'accepted' || outcome === 'to-explain'

/** A file of several forms stands in the chain of each of them. */
const isSameReport = (a: Link, b: Link): boolean =>
  a.id === b.id ||
  (a.unit !== null &&
    a.period !== null &&
    a.unit === b.unit &&
    a.period === b.period &&
    a.forms.some((form) => b.forms.includes(form)))

const acceptanceOf = (one: Link, known: { replaced: boolean; own: boolean; before: boolean }): Acceptance => {
  if (!isReceived(one)) return 'none'
  if (known.replaced) return 'replaced'
  if (known.own) return 'accepted'
  return known.before ? 'anew' : 'pending'
}

/** The first of the later ones that count with which every figure has been stated again. */
const findReplacement = (
  one: Link,
  after: readonly Link[],
  { inForce, stated }: ChainFacts,
): string | null => {
  const left = new Set(stated.get(one.id))
  for (const later of after) {
    if (!isReceived(later) || !inForce.has(later.id)) continue
    for (const figure of stated.get(later.id) ?? []) left.delete(figure)
    if (left.size === 0) return later.id
  }
  return null
}

/** What was received after a submission for any of its forms. */
const listAfter = <T extends Link>(one: T, all: readonly T[]): readonly T[] =>
  all.slice(all.findIndex((other) => other.id === one.id) + 1).filter((other) => isSameReport(one, other))

/** What was received before a submission for any of its forms, whatever became of it; `all` as for its chain. */
export const listBefore = (one: Link, all: readonly Link[]): readonly Link[] =>
  all
    .slice(
      0,
      all.findIndex((other) => other.id === one.id),
    )
    .filter((other) => isSameReport(one, other))

/** The place of a submission in its chain; `all` of its unit and period in order of receipt. */
export const findChain = (one: Link, all: readonly Link[], facts: ChainFacts): Chain => {
  const before = listBefore(one, all)
  const replacedBy = findReplacement(one, listAfter(one, all), facts)
  const acceptedBefore = before.findLast((s) => facts.accepted.has(s.id))?.id ?? null
  const own = facts.accepted.has(one.id)
  return {
    attempt: before.length + 1,
    previous: before.at(-1)?.id ?? null,
    countedBefore: before.findLast((s) => facts.inForce.has(s.id))?.id ?? null,
    replaces: before.filter((s) => findReplacement(s, listAfter(s, all), facts) === one.id).map((s) => s.id),
    replacedBy,
    acceptance: acceptanceOf(one, { replaced: replacedBy !== null, own, before: acceptedBefore !== null }),
    acceptedBefore,
  }
}

/**
 * Whether the same bytes, sent again, would say something else than what is known by a day: a later one that counts, or
 * waits to be released, has stated some of its figures since. A correction taken back by the file before it is no repetition.
 */
export const isOverruled = (
  one: DatedLink,
  all: readonly DatedLink[],
  { stated, until }: Pick<ChainFacts, 'stated'> & { readonly until: Day },
): boolean => {
  const own = [...(stated.get(one.id) ?? [])]
  return listAfter(one, all)
    .filter((later) => isReceived(later) && later.known >= one.known && later.known <= until)
    .some((later) => own.some((figure) => stated.get(later.id)?.has(figure)))
}

/** Whether the bureau accepted a submission: a return afterwards takes that back. */
export const isAccepted = (decisions: readonly Pick<Decision, 'kind'>[]): boolean =>
  decisions.findLast((d) => d.kind === 'accepted' || d.kind === 'returned')?.kind === 'accepted'
