/** Knows what the words that come with a step must tell, each with an example: who refuses them says it. */
import { text } from '../text.ts'

export const WANTED = {
  cause: text(
    '具体原因：什么事、影响多少，如“A公司外迁，收入减少20亿元”',
    'what happened and how much it changed, such as "plant A moved away, 2 billion less"',
  ),
  measures: text(
    '具体措施：谁牵头、做什么、何时完成，如“省经信厅牵头，12月底前完成三个项目的验收投产”',
    'who does what by when, such as "the industry department brings three projects into production by December"',
  ),
  rejected: text(
    '具体理由：答复缺什么、要补什么，如“没有写明措施由哪个部门落实”',
    'what the reply lacks, such as "it does not say which department acts"',
  ),
  silenced: text(
    '具体理由：在等什么、何时有结果，如“统计口径正在与国家统计局核对，月底前答复”',
    'what is waited for and until when, such as "the scope is being checked, an answer is due this month"',
  ),
  unsilenced: text(
    '具体理由：所等的事有什么结果，如“国家统计局书面答复：仍按2018年的分类统计”',
    'what came of it, such as "the national bureau answered that the classes of 2018 stay"',
  ),
  closed: text(
    '销号的具体理由：凭什么了结、依据哪份文件或决定，如“计划中期调整已报省政府批准，改按新目标监测”',
    'on what it may be closed, by which document or decision, such as "the revised plan was approved; the new target holds"',
  ),
} as const
