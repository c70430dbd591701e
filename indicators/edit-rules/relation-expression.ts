/** Knows how sums, products and ranges of a printed relation are parsed. */
import { text } from '../text.ts'
import { findConstant, nameReference, parseReference, type Constant, type Reference } from './reference.ts'
import { findNext, peek, refuse, type Cursor } from './relation-cursor.ts'
import type { Operator, Token } from './relation-token.ts'

/** What stands on one side of a comparator. `columns`: those named in （…）after the reference, none for every column. */
export type Expression =
  | (Reference & { readonly columns: readonly string[] })
  | Constant
  | {
      readonly kind: 'operation'
      readonly operator: Operator
      readonly left: Expression
      readonly right: Expression
    }

const OPERAND = text('项目代码、指标名称、数值或括号', 'an item code, a name, a number or a bracket')
/** What a bare range leaves open. */
export const SUM_OR_LIST = text(
  '区间后写明“之和”，或用加号逐项列出',
  '之和 after the range, or the items joined by +',
)
const LONGEST_RANGE = 200

/** 面积、产量 in （面积、产量）; the bracket is a column scope only when it holds no code and no sum. */
const findColumns = (cursor: Cursor): readonly string[] => {
  const start = cursor.index
  const columns: string[] = []
  if (peek(cursor).spaced || !findNext(cursor, 'open')) return []
  while (true) {
    const word = findNext(cursor, 'word') ?? findNext(cursor, 'quoted')
    if (!word || (word.kind === 'word' && /^\d+$/.test(word.word))) break
    columns.push(word.word.replace(/^第?(\d+)[栏列]$/, '$1'))
    if (findNext(cursor, 'close')) return columns
    if (!findNext(cursor, 'list') && !(/^[，,]$/.test(peek(cursor).text) && findNext(cursor, 'separator')))
      break
  }
  cursor.index = start
  return []
}

const codesBetween = (from: Expression, to: Expression, at: Token): readonly Expression[] => {
  const bounds = text('从小到大的两个项目代码，如 02～08', 'two item codes in rising order, such as 02～08')
  if (from.kind !== 'reference' || to.kind !== 'reference') throw refuse(at, bounds)
  const [first, last] = [from.item ?? '', to.item ?? ''].map((c) =>
    /^\d+$/.test(c) ? Number(c) : Number.NaN,
  )
  if (first === undefined || last === undefined || !(last > first) || last - first > LONGEST_RANGE)
    throw refuse(at, bounds)
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const item = String(first + i).padStart((from.item ?? '').length, '0')
    return { ...from, text: from.text.replace(from.item ?? '', item), item }
  })
}

const sumOf = (terms: readonly Expression[]): Expression =>
  terms.reduce((left, right) => ({ kind: 'operation', operator: '+', left, right }))

/** “餐饮收入” is an item, “1-本月”栏 a column. */
const parseQuoted = (cursor: Cursor, { word, position }: Extract<Token, { kind: 'quoted' }>): Expression => {
  const reference = nameReference(word, position)
  const suffix = peek(cursor)
  const isColumn = suffix.kind === 'word' && !suffix.spaced && /^[栏列]$/.test(suffix.word)
  if (!isColumn) return { ...reference, columns: findColumns(cursor) }
  cursor.index += 1
  return { ...reference, item: null, column: word, columns: [] }
}

const parseWord = (cursor: Cursor, scaled: boolean): Expression => {
  const quoted = findNext(cursor, 'quoted')
  if (quoted) return parseQuoted(cursor, quoted)
  const word = findNext(cursor, 'word')
  if (!word) throw refuse(peek(cursor), OPERAND)
  return (
    findConstant(word.word, scaled || peek(cursor).text === '×') ?? {
      ...parseReference(word.word, word.position),
      columns: findColumns(cursor),
    }
  )
}

/** A range is a sum only where the form says so (Σ, 之和); alone it may stand in a list. */
const parseRange = (cursor: Cursor): readonly Expression[] => {
  const from = parseWord(cursor, false)
  const mark = findNext(cursor, 'range')
  return mark ? codesBetween(from, parseWord(cursor, false), mark) : [from]
}

const parseBracket = (cursor: Cursor): Expression => {
  const inner = parseExpression(cursor)
  if (findNext(cursor, 'close')) return inner
  throw refuse(peek(cursor), text('右括号', 'a closing bracket'))
}

const parseSum = (cursor: Cursor): Expression => {
  const isOpen = findNext(cursor, 'open') !== undefined
  const terms = parseRange(cursor)
  if (isOpen && !findNext(cursor, 'close')) throw refuse(peek(cursor), text('右括号', 'a closing bracket'))
  return sumOf(terms)
}

const parseFactor = (cursor: Cursor, scaled: boolean): Expression => {
  if (findNext(cursor, 'sum')) return parseSum(cursor)
  if (findNext(cursor, 'open')) return parseBracket(cursor)
  const next = peek(cursor, 1).kind
  if (next !== 'range') return parseWord(cursor, scaled)
  const mark = peek(cursor, 1)
  const terms = parseRange(cursor)
  if (findNext(cursor, 'sum-word')) return sumOf(terms)
  throw refuse(mark, SUM_OR_LIST)
}

const parseTerm = (cursor: Cursor): Expression => {
  let left = parseFactor(cursor, false)
  for (let sign = peek(cursor); sign.kind === 'operator'; sign = peek(cursor)) {
    if (sign.operator === '+' || sign.operator === '-') break
    cursor.index += 1
    left = { kind: 'operation', operator: sign.operator, left, right: parseFactor(cursor, true) }
  }
  return left
}

/** 02+…+08: the terms between, the first of which is already there. */
const parseGap = (cursor: Cursor, last: Expression): readonly Expression[] | undefined => {
  const [mark, plus] = [peek(cursor), peek(cursor, 1)]
  if (mark.kind !== 'range' || plus.kind !== 'operator' || plus.operator !== '+') return undefined
  cursor.index += 2
  return codesBetween(last, parseWord(cursor, false), mark).slice(1)
}

/** A sum of terms. @throws InputError with the place where it breaks off. */
const parseExpression = (cursor: Cursor): Expression => {
  let last = parseTerm(cursor)
  let left = last
  for (let sign = peek(cursor); sign.kind === 'operator'; sign = peek(cursor)) {
    cursor.index += 1
    const between = sign.operator === '+' ? parseGap(cursor, last) : undefined
    for (const right of between ?? [parseTerm(cursor)]) {
      left = { kind: 'operation', operator: sign.operator, left, right }
      last = right
    }
  }
  return left
}

/** A list of expressions, and the mark of a range in it, which is a list of its own. */
export interface ExpressionList {
  readonly items: readonly Expression[]
  readonly range: Token | undefined
}

/** 06、 07、08, and 02～05 as a list of its own. */
export const parseList = (cursor: Cursor): ExpressionList => {
  const items: Expression[] = []
  let range: Token | undefined
  do {
    const mark = peek(cursor, 1)
    const isRange = mark.kind === 'range' && peek(cursor, 3).kind !== 'sum-word'
    if (isRange) range = mark
    items.push(...(isRange ? parseRange(cursor) : [parseExpression(cursor)]))
  } while (findNext(cursor, 'list'))
  return { items, range }
}

/** Every reference of an expression, left to right. */
export const listReferences = (
  expression: Expression,
): readonly Extract<Expression, { kind: 'reference' }>[] => {
  switch (expression.kind) {
    case 'reference':
      return [expression]
    case 'constant':
      return []
    case 'operation':
      return [...listReferences(expression.left), ...listReferences(expression.right)]
  }
}
