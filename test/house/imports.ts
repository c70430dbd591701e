/** Knows what a file imports: static, re-exported, dynamic and as a type. */
import type { Token } from './tokens.ts'

export interface Import {
  /** undefined: a dynamic import whose module is not written out. */
  readonly specifier: string | undefined
  readonly line: number
}

const isText = (token: Token | undefined, ...texts: readonly string[]): boolean =>
  token !== undefined && token.kind !== 'string' && texts.includes(token.text)

/** `a.import` is a member; `...import('x')` is not. */
const isMember = (code: readonly Token[], i: number): boolean =>
  isText(code[i - 1], '.') && !isText(code[i - 2], '.')

const importedAt = (code: readonly Token[], i: number): Import[] => {
  const token = code[i]
  return token?.kind === 'string' ? [{ specifier: token.text, line: token.line }] : []
}

/** `import('x')`, also as a type; `require('x')`. */
const calledAt = (code: readonly Token[], i: number): Import[] => {
  const [name, argument] = [code[i], code[i + 2]]
  if (argument?.kind === 'string' && isText(code[i + 3], ')', ',')) return importedAt(code, i + 2)
  return name ? [{ specifier: undefined, line: name.line }] : []
}

/** `import a, { type b as c } from 'x'`: names and braces, then `from` and a string. */
const clauseAt = (code: readonly Token[], i: number): Import[] => {
  for (let j = i + 1; j < code.length; j += 1) {
    if (isText(code[j], 'from') && code[j + 1]?.kind === 'string') return importedAt(code, j + 1)
    const token = code[j]
    if (token?.kind !== 'word' && token?.kind !== 'string' && !isText(token, '{', '}', ',', '*')) return []
  }
  return []
}

/** `export { a } from 'x'`, `export * as b from 'x'`; an export without `from` imports nothing. */
const reexportAt = (code: readonly Token[], i: number): Import[] => {
  const start = isText(code[i + 1], 'type') ? i + 2 : i + 1
  if (isText(code[start], '*')) return clauseAt(code, i)
  if (!isText(code[start], '{')) return []
  const end = code.findIndex((token, j) => j > start && isText(token, '}'))
  return end > 0 && isText(code[end + 1], 'from') ? importedAt(code, end + 2) : []
}

const importsAt = (code: readonly Token[], i: number): Import[] => {
  const [token, next] = [code[i], code[i + 1]]
  if (token?.kind !== 'word' || isMember(code, i)) return []
  if (token.text === 'export') return reexportAt(code, i)
  if (token.text === 'require') return isText(next, '(') ? calledAt(code, i) : []
  if (token.text !== 'import' || isText(next, '.', ':')) return []
  if (next?.kind === 'string') return importedAt(code, i + 1)
  return isText(next, '(') ? calledAt(code, i) : clauseAt(code, i)
}

/** Every import of a file, in order; `code` is without comments. */
export const listImports = (code: readonly Token[]): Import[] => code.flatMap((_, i) => importsAt(code, i))

/** The package of a bare specifier: `kysely/helpers/sqlite` → `kysely`, `@e965/xlsx/x` → `@e965/xlsx`, `node:fs/promises` → `node:fs`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
