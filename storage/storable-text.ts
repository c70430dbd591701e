/** Knows what no text column can hold on every engine: the sign NUL, which an old workbook or a request may carry. */
import type { Dialect, QueryCompiler } from 'kysely'

const withoutNul = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value

/** PostgreSQL refuses a NUL, so that its file would fail for ever, and SQLite ends some texts at it: both get the sign for what cannot be shown. */
export const keepStorable = (dialect: Dialect): Dialect => ({
  createAdapter: () => dialect.createAdapter(),
  createDriver: () => dialect.createDriver(),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => {
    const compiler = dialect.createQueryCompiler()
    const compileQuery: QueryCompiler['compileQuery'] = (node, id) => {
      const query = compiler.compileQuery(node, id)
      return { ...query, parameters: query.parameters.map(withoutNul) }
    }
    return { compileQuery }
  },
})
