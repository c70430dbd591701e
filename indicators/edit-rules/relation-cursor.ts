/** Knows how a row of tokens is walked, and how a place where the grammar ends is said. */
import { InputError } from '../input-error.ts'
import { text, type Text } from '../text.ts'
import type { Token, TokenKind } from './relation-token.ts'

/** A place in a row of tokens; the one thing that moves while a relation is parsed. */
export interface Cursor {
  readonly tokens: readonly Token[]
  index: number
}

/** The token some steps ahead; past the end always the end. */
export const peek = ({ tokens, index }: Cursor, ahead = 0): Token => {
  const token = tokens[Math.min(index + ahead, tokens.length - 1)]
  if (!token) throw new Error('a row of tokens ends with the end')
  return token
}

/** Takes the token when it is of a kind. */
export const findNext = <K extends TokenKind>(
  cursor: Cursor,
  kind: K,
): Extract<Token, { kind: K }> | undefined => {
  const token = peek(cursor)
  const isKind = (t: Token): t is Extract<Token, { kind: K }> => t.kind === kind
  if (!isKind(token)) return undefined
  cursor.index += 1
  return token
}

/** Refuses the token at hand: where (counted from 1, as people count), what was found, what was expected. */
export const refuse = (token: Token, expected: Text): InputError =>
  new InputError([
    {
      where: text(`第 ${token.position + 1} 个字`, `character ${token.position + 1}`),
      found: token.kind === 'end' ? '（到此为止）' : token.text,
      expected,
    },
  ])
