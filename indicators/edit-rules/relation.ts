/**
 * Knows the grammar of audit relations (审核关系) as forms print them:
 *
 *     relations   = relation { (separator | blank) relation }       separator: ， , ； ; 。 or a line's end
 *     relation    = [ 若 chain [separator] 则 ] chain
 *     chain       = list comparator list                            06、07、08≤04 means three relations
 *                 | expression comparator expression { comparator expression }     11=01+02-05=12+16 means two
 *     list        = expression { 、 expression }
 *     expression  = term { (+ | -) term }                           01+…+05, Σ01～05 and 01～05之和 are sums
 *     term        = factor { (× | ÷) factor }
 *     factor      = constant | reference [ （columns） ] | ( expression )
 */
import { InputError, type InputIssue } from '../input-error.ts'
import { text } from '../text.ts'
import { findNext, peek, refuse, type Cursor } from './relation-cursor.ts'
import {
  listReferences,
  parseList,
  SUM_OR_LIST,
  type Expression,
  type ExpressionList,
} from './relation-expression.ts'
import { listTokens, type Token } from './relation-token.ts'
import type { Comparator } from './tolerance.ts'

export interface Comparison {
  readonly left: Expression
  readonly comparator: Comparator
  readonly right: Expression
}

/** One printed relation: where all conditions hold, every claim must. */
export interface Relation {
  /** As printed. */
  readonly text: string
  readonly position: number
  readonly conditions: readonly Comparison[]
  readonly claims: readonly Comparison[]
  /** The columns of figures that the relation speaks of, as named in it; none: every column. */
  readonly scope: readonly string[]
}

/** A stretch that the grammar does not take, and why. */
export interface UnparsedRelation {
  readonly text: string
  readonly position: number
  readonly issue: InputIssue
}

const COMPARATOR = text('比较符号（= ≥ ≤ > < ≠）', 'a comparison (= ≥ ≤ > < ≠)')
const RELATION_END = text('关系之间的分隔（；或，）', 'a separator between relations (; or ,)')
const ONE_MEANING = text(
  '含义唯一的写法：“、”两侧都有比较符号，请用分号隔开各条关系',
  'one meaning: there is a comparison on both sides of 、; part the relations by a semicolon',
)

const DASH = text('减号“-”或“至”：长横线含义不明', 'a minus or 至: a long dash may mean either')
const ONE_RIGHT_SIDE = text('等号右边只有一项；多项相加请用加号', 'one expression after =; join addends by +')

type Side = ExpressionList & { readonly at: Token }

/** What may be read in two ways is refused: a list inside a chain, a bare range or a list beside an equals sign. */
const refuseAmbiguous = (sides: readonly Side[], comparators: readonly Comparator[]): void => {
  const listed = sides.find((side) => side.items.length > 1)
  if (!listed) return
  if (comparators.length > 1) throw refuse(listed.at, ONE_MEANING)
  if (comparators[0] !== '=') return
  if (listed.range) throw refuse(listed.range, SUM_OR_LIST)
  if (listed === sides[1]) throw refuse(listed.at, ONE_RIGHT_SIDE)
}

const parseChain = (cursor: Cursor): readonly Comparison[] => {
  const parseSide = (): Side => ({ ...parseList(cursor), at: peek(cursor) })
  const sides = [parseSide()]
  const comparators: Comparator[] = []
  for (let sign = findNext(cursor, 'compare'); sign; sign = findNext(cursor, 'compare')) {
    comparators.push(sign.comparator)
    sides.push(parseSide())
  }
  const next = peek(cursor)
  if (comparators.length === 0) throw refuse(next, next.kind === 'dash' ? DASH : COMPARATOR)
  refuseAmbiguous(sides, comparators)
  return comparators.flatMap((comparator, i) =>
    (sides[i]?.items ?? []).flatMap((left) =>
      (sides[i + 1]?.items ?? []).map((right) => ({ left, comparator, right })),
    ),
  )
}

/** A column named after one reference alone is that reference's; several, or the first one's, are the relation's. */
const scopeOf = (claims: readonly Comparison[], at: Token): readonly string[] => {
  const [first, ...others] = claims.flatMap((c) => [...listReferences(c.left), ...listReferences(c.right)])
  const scope = first?.columns ?? []
  const stray = others.find((r) => r.columns.length > 1 && r.columns.join('、') !== scope.join('、'))
  if (!stray) return scope
  throw refuse(
    at,
    text(
      `与第一项相同的栏目，而不是“${stray.columns.join('、')}”`,
      'the columns that the first operand names',
    ),
  )
}

const parseOne = (cursor: Cursor, printed: string): Relation => {
  const start = peek(cursor)
  const isConditional = findNext(cursor, 'if') !== undefined
  const first = parseChain(cursor)
  if (isConditional) {
    findNext(cursor, 'separator')
    if (!findNext(cursor, 'then')) throw refuse(peek(cursor), text('“则”', '则 (then)'))
  }
  const claims = isConditional ? parseChain(cursor) : first
  const end = peek(cursor)
  // 11=12+13 19≥20: a blank alone may part two relations, nothing else than a mark may.
  const isParted = end.spaced && (end.kind === 'word' || end.kind === 'quoted' || end.kind === 'if')
  if (end.kind !== 'end' && end.kind !== 'separator' && !isParted)
    throw refuse(end, end.kind === 'dash' ? DASH : RELATION_END)
  return {
    text: printed.slice(start.position, end.position).trim(),
    position: start.position,
    conditions: isConditional ? first : [],
    claims,
    scope: scopeOf(claims, start),
  }
}

const skipToSeparator = (cursor: Cursor): Token => {
  while (peek(cursor).kind !== 'separator' && peek(cursor).kind !== 'end') cursor.index += 1
  return peek(cursor)
}

/** Reads all relations of a text; what cannot be parsed is listed with its place, and the rest is still read. */
export const readRelations = (
  printed: string,
): { readonly relations: readonly Relation[]; readonly unparsed: readonly UnparsedRelation[] } => {
  const cursor: Cursor = { tokens: listTokens(printed), index: 0 }
  const relations: Relation[] = []
  const unparsed: UnparsedRelation[] = []
  while (findNext(cursor, 'separator') ?? peek(cursor).kind !== 'end') {
    const start = peek(cursor)
    if (start.kind === 'separator' || start.kind === 'end') continue
    try {
      relations.push(parseOne(cursor, printed))
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      const piece = printed.slice(start.position, skipToSeparator(cursor).position).trim()
      unparsed.push(...error.issues.map((issue) => ({ text: piece, position: start.position, issue })))
    }
  }
  return { relations, unparsed }
}

/**
 * The relations of a notation, as forms print them. Example: `06、 07、08≤04，11=01+02-05=12+16` is two relations with
 * five comparisons. @throws InputError with every place that the grammar does not take.
 */
export const parseRelations = (notation: string): readonly Relation[] => {
  const { relations, unparsed } = readRelations(notation)
  if (unparsed.length > 0) throw new InputError(unparsed.map((u) => u.issue))
  if (relations.length > 0) return relations
  throw new InputError([
    {
      where: text('审核关系', 'relation'),
      found: notation,
      expected: text('至少一条关系，如 02≥03+04', 'at least one relation, such as 02≥03+04'),
    },
  ])
}
