/** Knows the command `inspect`: what the reader sees in a file before any form, or why it is refused. */
import { z } from 'zod'
import { describeWorkbook, type WorkbookDescription } from '../workbooks/inspect.ts'
import { readGiven } from './given.ts'
import { jsonOption, parseOptions } from './options.ts'
import { printJson, printLines, type AddCommand, type Session } from './session.ts'

const schema = z.object({ json: jsonOption })

const render = (
  { file, kind, refused, warnings, sheets }: WorkbookDescription,
  { language }: Session,
): string[] => {
  const zh = language === 'zh'
  if (refused)
    return [
      zh ? `${file}：${refused.reason}（${refused.code}）` : `${file}: ${refused.reason} (${refused.code})`,
    ]
  return [
    zh ? `${file}（${kind}）` : `${file} (${kind})`,
    ...warnings.map((warning) => `  ! ${warning}`),
    ...sheets.flatMap((sheet) => [
      `  ${sheet.name} ${sheet.rows}×${sheet.columns} ${sheet.state} ${sheet.merges.join(' ')}`,
      ...sheet.cells.map(
        (c) => `    ${c.ref}\t${c.type}\t${String(c.value ?? '')}${c.formula ? `\t=${c.formula}` : ''}`,
      ),
    ]),
  ]
}

export const addInspect: AddCommand = (program, session) =>
  void program
    .command('inspect')
    .description('列出读取器在文件中看到的一切，或拒绝的原因')
    .argument('<file>', '工作簿')
    .option('--json', '输出 JSON')
    .action(async (file: string, raw: unknown) => {
      const { json } = parseOptions(schema, raw)
      const description = describeWorkbook(
        file,
        await session.readWorkbook(await readGiven(file)),
        session.language,
      )
      if (description.refused) session.exit(1)
      if (json) printJson(session, description)
      else printLines(session, render(description, session))
    })
