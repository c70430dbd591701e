/** Knows what an audit relation makes of figures: both sides with their rounding, and a three-valued verdict. */
import type { Reference } from './reference.ts'
import type { Comparison, Relation } from './relation.ts'
import type { Expression } from './relation-expression.ts'
import { judgeQuantities, type Quantity, type Tolerance } from './tolerance.ts'
import { allOf, implies, type Truth } from './truth.ts'

/** A quantity, or the words for what is missing in it. */
export type Evaluated = Quantity | { readonly missing: readonly string[] }

/** What an operand stands for; the half of a quantity is half the unit that its figure was rounded to. */
export type Lookup = (reference: Reference) => Evaluated

/** A claim of a relation with its two sides as they came out. */
export interface JudgedComparison {
  readonly comparison: Comparison
  readonly truth: Truth
  readonly left: Evaluated
  readonly right: Evaluated
}

const missingOf = (...parts: readonly Evaluated[]): readonly string[] => [
  ...new Set(parts.flatMap((p) => ('missing' in p ? p.missing : []))),
]

const computeOperation = (
  operator: Extract<Expression, { kind: 'operation' }>['operator'],
  left: Quantity,
  right: Quantity,
): Evaluated => {
  const [a, b] = [left.value, right.value]
  switch (operator) {
    case '+':
      return { value: a + b, half: left.half + right.half }
    case '-':
      return { value: a - b, half: left.half + right.half }
    case '×':
      return { value: a * b, half: Math.abs(a) * right.half + Math.abs(b) * left.half }
    case '÷':
      return b === 0
        ? { missing: ['除数为0'] }
        : { value: a / b, half: (left.half + Math.abs(a / b) * right.half) / Math.abs(b) }
  }
}

/**
 * The value of an expression and how far rounding may have moved it: the halves of addends add up, those of factors
 * weigh by the other factor. Missing where any part is, with every missing part. Unit: that of the figures.
 */
const computeExpression = (expression: Expression, lookup: Lookup): Evaluated => {
  switch (expression.kind) {
    case 'constant':
      return { value: expression.value, half: 0 }
    case 'reference':
      return lookup(expression)
    case 'operation': {
      const left = computeExpression(expression.left, lookup)
      const right = computeExpression(expression.right, lookup)
      if ('missing' in left || 'missing' in right) return { missing: missingOf(left, right) }
      return computeOperation(expression.operator, left, right)
    }
  }
}

/** One comparison: undecidable when a part of it is missing. */
const judgeComparison = (comparison: Comparison, lookup: Lookup, tolerance: Tolerance): JudgedComparison => {
  const left = computeExpression(comparison.left, lookup)
  const right = computeExpression(comparison.right, lookup)
  const truth =
    'missing' in left || 'missing' in right
      ? 'undecidable'
      : judgeQuantities([left, right], comparison.comparator, tolerance)
  return { comparison, truth, left, right }
}

/**
 * Every claim of a relation; where its conditions do not hold all claims are true, where they cannot be decided a claim
 * that does not hold is undecidable.
 */
export const judgeRelation = (
  { conditions, claims }: Relation,
  lookup: Lookup,
  tolerance: Tolerance,
): readonly JudgedComparison[] => {
  const condition = allOf(conditions.map((c) => judgeComparison(c, lookup, tolerance).truth))
  return claims.map((claim) => {
    const judged = judgeComparison(claim, lookup, tolerance)
    return { ...judged, truth: implies(condition, judged.truth) }
  })
}

/**
 * Whether a whole equals the sum of its parts. A missing part makes it undecidable unless `skipMissing` says that what
 * is missing counts for nothing. Example: 10 = 1+2+3+4 holds; 10 = ?+2+3+4 is undecidable, and false when skipped.
 */
export const judgeTotal = (
  whole: Evaluated,
  parts: readonly Evaluated[],
  { tolerance, skipMissing }: { readonly tolerance: Tolerance; readonly skipMissing: boolean },
): Truth => {
  const counted = skipMissing ? parts.filter((p) => !('missing' in p)) : parts
  const sum = counted.reduce<Evaluated>(
    (total, part) =>
      'missing' in total || 'missing' in part
        ? { missing: missingOf(total, part) }
        : computeOperation('+', total, part),
    { value: 0, half: 0 },
  )
  if ('missing' in whole || 'missing' in sum) return 'undecidable'
  return judgeQuantities([whole, sum], '=', tolerance)
}
