#include "base/base.h"
#include "feat/prd-lexicon.h"

#include "feat/prd-words.h"

const struct prd_lexicon prd_lex_sections[] = {
	{ SEC_HARD,
	  "glossary|definitions|terminology|abbreviations|acronyms|change log|"
	  "changelog|revision history|version history|document history|history|"
	  "document control|changes|release notes|risks|risk|risk assessment|"
	  "risk analysis|mitigation|mitigations|metrics|success metrics|kpi|"
	  "kpis|success indicators|success criteria|measures of success|"
	  "key results|okr|okrs|analytics|out of scope|not in scope|non goals|"
	  "non goal|nongoals|non objectives|wont have|won t have|excluded|"
	  "exclusions|limitations|known issues|future|future work|"
	  "future enhancements|future considerations|future scope|"
	  "future features|later|explicitly out|open questions|open issues|"
	  "questions|unresolved questions|references|related documents|"
	  "resources|further reading|links|appendix|appendices|"
	  "table of contents|contents|toc|assumptions|"
	  "competitive analysis|competitors|competition|alternatives|"
	  "market analysis|traceability|traceability matrix|approval|approvals|"
	  "sign off|signoff|document information|metadata|examples|example|"
	  "decision log|decisions|key decisions|rationale|key changes|notes|"
	  "lessons learned|monetization|pricing|budget|cost|costs|"
	  "removed|deprecated|do not|what we are not building|faq|"
	  "summary by priority|priority legend|legend|rollback plan" },
	{ SEC_HARD,
	  "glossar|begriffe|definitionen|änderungshistorie|versionshistorie|"
	  "änderungen|risiken|risiko|kennzahlen|erfolgskennzahlen|"
	  "erfolgskriterien|metriken|nicht ziele|nichtziele|abgrenzung|"
	  "nicht im umfang|außerhalb des umfangs|offene fragen|offene punkte|"
	  "referenzen|anhang|inhaltsverzeichnis|annahmen|"
	  "glosario|historial de cambios|historial|riesgos|métricas|"
	  "métricas de éxito|criterios de éxito|fuera de alcance|"
	  "fuera del alcance|no objetivos|preguntas abiertas|referencias|anexo|"
	  "anexos|apéndice|índice|supuestos|premisas|exclusiones|"
	  "glossaire|historique|risques|indicateurs|critères de succès|"
	  "indicateurs de succès|hors périmètre|hors de portée|non objectifs|"
	  "questions ouvertes|références|annexe|annexes|sommaire|hypothèses|"
	  "glossário|histórico|histórico de alterações|riscos|"
	  "métricas de sucesso|critérios de sucesso|fora do escopo|"
	  "fora de escopo|não objetivos|questões em aberto|perguntas abertas|"
	  "referências|apêndice|suposições|glossario|rischi|metriche|"
	  "fuori ambito|domande aperte|riferimenti|appendice" },
	{ SEC_HARD,
	  "术语|术语表|名词解释|变更记录|修订记录|版本历史|修订历史|更新记录|风险|"
	  "风险评估|成功指标|关键指标|指标|非目标|不做|范围外|超出范围|未来规划|后续规划|"
	  "待确认|开放问题|待解决|参考|参考资料|附录|目录|假设|竞品|竞品分析|市场分析|"
	  "文档信息|里程碑评审|決策|設計決策|関鍵決策|"
	  "用語集|用語|変更履歴|改訂履歴|リスク|成功指標|対象外|スコープ外|非目標|"
	  "やらないこと|未解決|未決事項|オープンクエスチョン|参考資料|付録|目次|前提条件|"
	  "용어|용어집|변경 이력|변경이력|개정 이력|리스크|위험|성공 지표|성공지표|지표|"
	  "범위 외|제외 범위|비목표|미해결|오픈 이슈|참고|참고자료|부록|목차|가정|"
	  "глоссарий|термины|история изменений|риски|метрики|метрики успеха|"
	  "вне рамок|не входит|нецели|открытые вопросы|ссылки|приложение|"
	  "приложения|содержание|допущения" },
	{ SEC_SOFT,
	  "overview|introduction|summary|executive summary|background|context|"
	  "purpose|problem|problem statement|the problem|vision|mission|"
	  "objectives|objective|goals|goal|business goals|target users|"
	  "target audience|audience|users|personas|user personas|stakeholders|"
	  "solution|proposed solution|value proposition|positioning|"
	  "architecture|system architecture|technical architecture|"
	  "technology stack|tech stack|stack|design|design principles|"
	  "principles|data model|data models|database|schema|api|apis|"
	  "api specification|api specifications|api endpoints|endpoints|"
	  "interfaces|user flows|user flow|flows|user journey|user journeys|"
	  "journey|user experience|ux|ui|wireframes|mockups|information "
	  "architecture|workflow|timeline|schedule|constraints|tone|"
	  "technical constraints|team|roles|directory structure|file structure|"
	  "project structure|environment|deployment|go to market|launch plan|"
	  "rollout|testing strategy|test plan|security considerations|"
	  "edge cases|data flow|tl dr|tldr|one liner|elevator pitch|about|"
	  "current state|status quo|business rules|attributes|fields|"
	  "properties|parameters|error responses|error codes|responses" },
	{ SEC_SOFT,
	  "überblick|übersicht|einleitung|einführung|zusammenfassung|"
	  "hintergrund|kontext|ziel|ziele|zielgruppe|problemstellung|vision|"
	  "architektur|datenmodell|nutzer|ausgangslage|zweck|"
	  "resumen|resumen ejecutivo|introducción|contexto|antecedentes|"
	  "objetivos|objetivo|problema|visión|usuarios|público objetivo|"
	  "arquitectura|modelo de datos|propósito|visión general|alcance|"
	  "résumé|contexte|objectifs|objectif|problème|présentation|"
	  "utilisateurs|public cible|architecture|modèle de données|aperçu|"
	  "vue d ensemble|périmètre|"
	  "visão geral|introdução|resumo|resumo executivo|problema|visão|"
	  "público alvo|arquitetura|modelo de dados|justificativa|escopo|"
	  "panoramica|introduzione|contesto|obiettivi|architettura|"
	  "概述|简介|背景|目标|目的|产品定位|产品概述|问题|问题定义|目标用户|用户画像|"
	  "愿景|架构|技术架构|技术栈|数据模型|数据库|信息架构|设计原则|用户旅程|流程|界面|"
	  "总览|概要|はじめに|概要|背景|目的|目標|課題|対象ユーザー|ペルソナ|"
	  "アーキテクチャ|データモデル|技術スタック|ビジョン|画面|ユーザーフロー|"
	  "개요|소개|배경|목적|목표|문제 정의|문제|대상 사용자|타겟 사용자|페르소나|"
	  "아키텍처|데이터 모델|기술 스택|비전|사용자 흐름|"
	  "обзор|введение|контекст|предпосылки|цель|цели|проблема|"
	  "целевая аудитория|пользователи|архитектура|модель данных|видение" },
	{ SEC_FEATURES,
	  "features|feature|core features|key features|main features|"
	  "feature list|feature specifications|feature requirements|"
	  "product features|capabilities|functionality|functionalities|modules|"
	  "components|in scope|scope|mvp scope|mvp|mvp features|"
	  "core functionality|scope of work|v1 scope|functional specification|"
	  "functional specifications|functional spec|"
	  "funktionen|funktionsumfang|funktionalität|kernfunktionen|leistungen|"
	  "funcionalidades|características|funcionalidad|módulos|"
	  "funciones|fonctionnalités|fonctions|fonctionnalité|"
	  "funcionalidades principais|recursos|funzionalità|"
	  "功能|功能列表|功能清单|核心功能|功能设计|功能模块|功能描述|主要功能|功能详述|"
	  "機能|機能一覧|主要機能|コア機能|機能概要|"
	  "기능|핵심 기능|주요 기능|기능 목록|기능 명세|"
	  "функции|функционал|функциональность|возможности" },
	{ SEC_NONFUNC,
	  "non functional requirements|nonfunctional requirements|"
	  "non functional|nonfunctional|non functional constraints|nfr|nfrs|"
	  "quality attributes|"
	  "nicht funktionale anforderungen|nichtfunktionale anforderungen|"
	  "requisitos no funcionales|requisitos não funcionais|"
	  "exigences non fonctionnelles|besoins non fonctionnels|"
	  "requisiti non funzionali|非功能需求|非功能性需求|非機能要件|"
	  "비기능 요구사항|비기능적 요구사항|нефункциональные требования" },
	{ SEC_REQS,
	  "requirements|requirement|functional requirements|"
	  "technical requirements|product requirements|system requirements|"
	  "business requirements|security requirements|user requirements|"
	  "core requirements|detailed requirements|"
	  "core functional requirements|data requirements|"
	  "anforderungen|funktionale anforderungen|produktanforderungen|"
	  "technische anforderungen|anforderung|"
	  "requisitos|requisitos funcionales|requisitos funcionais|"
	  "requisitos técnicos|requerimientos|requerimientos funcionales|"
	  "exigences|exigences fonctionnelles|besoins|besoins fonctionnels|"
	  "requisiti|requisiti funzionali|"
	  "需求|功能需求|功能性需求|产品需求|业务需求|需求列表|"
	  "要件|機能要件|要求|要求事項|必須要件|"
	  "요구사항|기능 요구사항|기능적 요구사항|요건|"
	  "требования|функциональные требования" },
	{ SEC_STORIES,
	  "user stories|user story|stories|epics|epics and stories|"
	  "user stories and acceptance criteria|use cases|epic list|epic|"
	  "benutzergeschichten|nutzergeschichten|anwendungsfälle|"
	  "historias de usuario|casos de uso|épicas|"
	  "histórias de usuário|histórias|épicos|récits utilisateur|"
	  "cas d utilisation|storie utente|"
	  "用户故事|核心用户故事|使用场景|用例|史诗|"
	  "ユーザーストーリー|ユースケース|エピック|"
	  "사용자 스토리|유저 스토리|유스케이스|에픽|"
	  "пользовательские истории|истории пользователей|сценарии" },
	{ SEC_TASKS,
	  "tasks|task list|to do|todo|todos|implementation tasks|"
	  "action items|work items|backlog|product backlog|sprint backlog|"
	  "checklist|human checklist|deliverables|implementation plan|"
	  "implementation steps|work breakdown|development tasks|"
	  "development plan|"
	  "aufgaben|aufgabenliste|umsetzungsplan|arbeitspakete|"
	  "tareas|lista de tareas|plan de implementación|entregables|"
	  "tâches|liste des tâches|plan de mise en œuvre|livrables|"
	  "tarefas|lista de tarefas|plano de implementação|entregáveis|"
	  "attività|任务|任务清单|开发任务|任务列表|待办|交付物|"
	  "タスク|作業項目|実装計画|成果物|"
	  "작업|작업 목록|할 일|구현 계획|산출물|"
	  "задачи|список задач|план работ|план реализации" },
	{ SEC_ROADMAP,
	  "roadmap|mvp roadmap|milestones|milestone|release plan|releases|"
	  "phases|project phases|implementation phases|development phases|"
	  "build timeline|milestone sketch|delivery plan|next steps|"
	  "recommended next steps|release criteria|launch criteria|"
	  "fahrplan|meilensteine|zeitplan|nächste schritte|"
	  "hoja de ruta|hitos|próximos pasos|"
	  "feuille de route|jalons|prochaines étapes|"
	  "roteiro|marcos|cronograma|próximos passos|"
	  "路线图|里程碑|版本规划|迭代计划|发布计划|"
	  "ロードマップ|マイルストーン|リリース計画|"
	  "로드맵|마일스톤|일정|출시 계획|"
	  "дорожная карта|этапы|вехи|план релиза" },
	{ SEC_CRITERIA,
	  "acceptance criteria|acceptance|definition of done|dod|"
	  "acceptance tests|exit criteria|akzeptanzkriterien|"
	  "abnahmekriterien|definition of done|criterios de aceptación|"
	  "critères d acceptation|critères d acceptance|critérios de aceite|"
	  "critérios de aceitação|criteri di accettazione|"
	  "验收标准|验收条件|受け入れ基準|受入基準|受け入れ条件|完了条件|"
	  "인수 조건|인수조건|수용 기준|완료 조건|"
	  "критерии приёмки|критерии приемки" },
	{ SEC_DEPS,
	  "dependencies|dependency|feature dependencies|"
	  "requirement dependencies|abhängigkeiten|dependencias|dépendances|"
	  "dependências|dipendenze|依赖|依赖关系|依存関係|의존성|의존 관계|"
	  "зависимости" },
	{ SEC_README,
	  "installation|install|usage|license|licence|contributing|"
	  "getting started|quick start|quickstart|build status|badges|"
	  "acknowledgements|acknowledgments|credits|contributors|"
	  "code of conduct|support|ingredients|added|fixed|changed|attendees|"
	  "agenda|minutes|action required" },
};
const size_t prd_lex_sections_nr = ARRAY_SIZE(prd_lex_sections);

const struct prd_lexicon prd_lex_labels[] = {
	{ LAB_ID,
	  "id|req id|requirement id|story id|user story id|feature id|task id|"
	  "epic id|ref|no|nr|key|identifier|#|kennung|nummer|código|codigo|"
	  "identificador|identifiant|réf|n|编号|序号|需求id|需求编号|番号|要件id|"
	  "번호|식별자|요구사항 id|ид|номер|код" },
	{ LAB_TITLE,
	  "title|name|feature|feature name|story title|epic title|task|tasks|"
	  "module|component|item|deliverable|capability|work item|"
	  "titel|bezeichnung|funktion|aufgabe|título|nombre|nombre del "
	  "requisito|funcionalidad|característica|tarea|módulo|titre|nom|"
	  "fonctionnalité|tâche|nome|funcionalidade|recurso|tarefa|titolo|"
	  "名称|标题|功能|功能点|功能名称|模块|功能模块|任务|名前|タイトル|機能|機能名|"
	  "タスク|項目|이름|제목|기능|기능명|작업|название|функция|задача" },
	{ LAB_REQUIREMENT,
	  "requirement|requirements description|requirement description|"
	  "functional requirement|anforderung|requisito|requerimiento|exigence|"
	  "besoin|requisito funcional|requisiti|需求|需求描述|要件|要求|요구사항|"
	  "요건|требование|statement|the system shall" },
	{ LAB_DESC,
	  "description|desc|details|detail|summary|what|overview|beschreibung|"
	  "details|descripción|descripcion|detalle|detalles|descrição|descricao|"
	  "détail|détails|descrizione|描述|说明|功能描述|详细描述|内容|説明|詳細|"
	  "내용|설명|상세|описание|детали" },
	{ LAB_PRIORITY,
	  "priority|prio|moscow|importance|criticality|priority level|severity|"
	  "priorität|prioritaet|wichtigkeit|prioridad|priorité|priorite|"
	  "prioridade|priorità|优先级|優先級|重要性|優先度|重要度|우선순위|중요도|"
	  "приоритет|важность" },
	{ LAB_CRITERIA,
	  "acceptance criteria|acceptance|acceptance criterion|ac|criteria|"
	  "success criteria|definition of done|dod|done when|acceptance tests|"
	  "verification|validation criteria|exit criteria|"
	  "akzeptanzkriterien|akzeptanzkriterium|abnahmekriterien|fertig wenn|"
	  "criterios de aceptación|criterios de aceptacion|criterio de "
	  "aceptación|criterios de éxito|critères d acceptation|"
	  "critère d acceptation|critères d acceptance|critérios de aceite|"
	  "critérios de aceitação|critério de aceite|criteri di accettazione|"
	  "critères dacceptation|critères dacceptance|"
	  "验收标准|验收条件|完成标准|受け入れ基準|受入基準|受け入れ条件|完了条件|"
	  "인수 조건|인수조건|수용 기준|수용기준|완료 조건|승인 기준|"
	  "критерии приёмки|критерии приемки|критерий приёмки" },
	{ LAB_DEPS,
	  "dependencies|dependency|depends on|requires|required by first|after|"
	  "blocked by|prerequisites|prerequisite|depends|builds on|needs|"
	  "abhängigkeiten|abhängigkeit|abhängig von|hängt ab von|voraussetzung|"
	  "voraussetzungen|benötigt|dependencias|depende de|requiere|"
	  "dépendances|dépend de|nécessite|dependências|requer|dipendenze|"
	  "dipende da|依赖|依赖关系|依赖项|前置条件|前置|前提|依存|依存関係|前提タスク|"
	  "의존성|의존|선행 조건|선행조건|зависимости|зависит от|требует" },
	{ LAB_BLOCKS, "blocks|required by|enables|blockiert|bloquea|bloque|"
	  "bloqueia|阻塞|ブロック|차단" },
	{ LAB_POINTS,
	  "story points|points|sp|story point|storypoints|puntos|"
	  "puntos de historia|points d histoire|pontos|pontos de história|"
	  "故事点|ストーリーポイント|스토리 포인트|очки" },
	{ LAB_ESTIMATE,
	  "estimate|estimated effort|effort|estimated time|estimation|size|"
	  "estimated hours|hours|duration|time estimate|effort estimate|"
	  "estimated duration|estimated complexity|"
	  "aufwand|schätzung|geschätzter aufwand|dauer|estimación|estimacion|"
	  "esfuerzo|duración|estimation|effort estimé|charge|durée|estimativa|"
	  "esforço|duração|stima|工时|估时|预计工时|工作量|见积|見積|見積もり|工数|"
	  "예상 시간|예상 공수|공수|추정|оценка|трудоёмкость|срок" },
	{ LAB_OWNER,
	  "owner|assignee|assigned to|responsible|lead|developer|dri|"
	  "verantwortlich|verantwortlicher|zuständig|responsable|asignado a|"
	  "encargado|assigné à|responsável|atribuído a|responsabile|"
	  "负责人|责任人|担当|担当者|담당|담당자|ответственный|исполнитель" },
	{ LAB_STATUS,
	  "status|state|progress|stand|zustand|estado|statut|état|situação|"
	  "stato|状态|進捗|状態|ステータス|상태|статус|состояние" },
	{ LAB_STORY,
	  "user story|story|user stories|nutzergeschichte|benutzergeschichte|"
	  "historia de usuario|historia|récit utilisateur|história de usuário|"
	  "história|用户故事|ユーザーストーリー|사용자 스토리|유저 스토리|"
	  "пользовательская история" },
	{ LAB_ROLE,
	  "as a|as an|role|actor|actors|user type|als|rolle|como|rol|"
	  "en tant que|acteur|papel|作为|作为…|角色|役割|역할|как|роль" },
	{ LAB_WANT,
	  "i want|i want to|want|goal i want|möchte ich|quiero|je veux|"
	  "eu quero|我想要|我希望|我想|したいこと|나는|я хочу|хочу" },
	{ LAB_BENEFIT,
	  "so that|benefit|value|in order to|damit|nutzen|para que|beneficio|"
	  "afin de|bénéfice|benefício|以便|价值|理由|그래서|чтобы" },
	{ LAB_PHASE,
	  "phase|sprint|milestone|iteration|release|target release|"
	  "target version|version|meilenstein|fase|hito|iteración|jalon|marco|"
	  "阶段|里程碑|迭代|目标版本|版本|フェーズ|스프린트|단계|этап" },
	{ LAB_PARENT,
	  "epic|parent|parent feature|related epic|épica|épico|史诗|所属史诗|"
	  "エピック|에픽|эпик" },
	{ LAB_TAGS, "tags|tag|labels|label|category|area|kategorie|categoría|"
	  "catégorie|categoria|etiquetas|分类|类别|カテゴリ|카테고리|분류|"
	  "категория|метки" },
	{ LAB_DEADLINE, "deadline|due|due date|target date|fällig|"
	  "fällig am|fecha límite|échéance|prazo|截止日期|期限|마감|마감일|"
	  "дедлайн" },
	{ LAB_ITEMS,
	  "deliverables|tasks|requirements|features|functional requirements|"
	  "subtasks|sub tasks|sub steps|steps to implement|action items|"
	  "liefergegenstände|aufgaben|anforderungen|entregables|tareas|"
	  "requisitos|livrables|exigences|entregáveis|tarefas|"
	  "任务|需求|交付物|成果物|要件|산출물|задачи|требования|must|must have|"
	  "should|should have|could|could have|nice to have" },
	{ LAB_NOTE,
	  "note|notes|rationale|technical notes|implementation notes|context|"
	  "background|purpose|goal|objective|input|inputs|output|outputs|"
	  "business value|user value|edge cases|constraints|constraint|"
	  "business rules|rules|validation|errors|error handling|technical "
	  "details|implementation|ui|ux|api|design|scenario|flow|behavior|"
	  "behaviour|assumptions|trigger|why|how|scope|example|examples|"
	  "hinweis|hinweise|ziel|zweck|begründung|notas|objetivo|nota|"
	  "justificación|objectif|but|remarques|observações|justificativa|"
	  "备注|说明文档|目的|目标|约束|产出|输入|输出|流水线|功能点|备考|備考|理由|"
	  "비고|목적|목표|примечание|цель|обоснование" },
	{ LAB_IGNORE,
	  "version|date|author|authors|last updated|created|updated|product|"
	  "project|project name|product name|document version|reviewers|"
	  "stakeholders|approved by|document type|prepared by|target|risks|"
	  "risk|key changes|key decisions|autor|datum|versión|fecha|auteur|"
	  "data|versão|版本号|文档版本|日期|作者|产品名称|項目|버전|작성자|날짜|"
	  "версия|дата|автор|metric|metrics|target value|test scenarios" },
};
const size_t prd_lex_labels_nr = ARRAY_SIZE(prd_lex_labels);

const struct prd_lexicon prd_lex_units[] = {
	{ UNIT_EPIC, "epic|épica|épico|epica|épopée|史诗|エピック|에픽|эпик" },
	{ UNIT_FEATURE,
	  "feature|module|funktion|merkmal|funcionalidad|característica|"
	  "fonctionnalité|funcionalidade|模块|功能|機能|기능|функция" },
	{ UNIT_STORY,
	  "story|user story|historia|historia de usuario|récit|história|"
	  "用户故事|ストーリー|ユーザーストーリー|스토리|사용자 스토리|история" },
	{ UNIT_REQ,
	  "requirement|req|anforderung|requisito|requerimiento|exigence|besoin|"
	  "需求|要件|요구사항|требование" },
	{ UNIT_TASK, "task|work package|aufgabe|arbeitspaket|tarea|tâche|"
	  "tarefa|任务|タスク|작업|задача" },
	{ UNIT_PHASE,
	  "phase|sprint|milestone|iteration|stage|meilenstein|etappe|fase|"
	  "iteración|hito|étape|jalon|itération|iteração|etapa|marco|阶段|迭代|"
	  "里程碑|第一阶段|フェーズ|スプリント|マイルストーン|단계|스프린트|페이즈|этап|"
	  "фаза|спринт|week|woche|semana|semaine" },
};
const size_t prd_lex_units_nr = ARRAY_SIZE(prd_lex_units);

const struct prd_lexicon prd_lex_priorities[] = {
	{ PRIO_NR,
	  "wont have|won t have|wont|wird nicht|no tendrá|não terá|"
	  "not planned" },
	{ PRIO_CRITICAL,
	  "critical|must have|must|blocker|urgent|highest|mandatory|essential|"
	  "required|kritisch|muss|zwingend|crítica|crítico|critica|critico|"
	  "imprescindible|obligatorio|obrigatório|debe tener|deve ter|urgente|"
	  "critique|obligatoire|indispensable|doit avoir|最高|紧急|必须|必需|关键|"
	  "必須|緊急|최상|필수|긴급|критический|критичный|обязательно|необходимо" },
	{ PRIO_HIGH,
	  "high|should have|should|major|important|hoch|soll|sollte|wichtig|"
	  "alta|alto|debería|debería tener|deveria ter|importante|haute|élevée|"
	  "élevé|haut|devrait avoir|高|较高|重要|应该|推奨|높음|상|중요|высокий|"
	  "высокая|желательно" },
	{ PRIO_MEDIUM,
	  "medium|normal|moderate|mid|mittel|media|medio|média|médio|moyenne|"
	  "moyen|中|中等|一般|普通|중간|중|보통|средний|средняя" },
	{ PRIO_LOW,
	  "low|could have|could|nice to have|optional|minor|lowest|niedrig|"
	  "kann|könnte|gering|baja|bajo|podría|podría tener|opcional|baixa|"
	  "baixo|poderia ter|desejável|deseable|basse|faible|pourrait avoir|"
	  "optionnel|低|较低|可选|可以|任意|あれば良い|낮음|하|선택|низкий|низкая|"
	  "опционально" },
};
const size_t prd_lex_priorities_nr = ARRAY_SIZE(prd_lex_priorities);

const struct prd_lexicon prd_lex_states[] = {
	{ STATUS_NR,
	  "removed|deprecated|cancelled|canceled|dropped|obsolete|superseded|"
	  "rejected|wont do|won t do|descoped|out of scope|entfernt|gestrichen|"
	  "verworfen|eliminado|cancelado|descartado|supprimé|annulé|abandonné|"
	  "removido|rimosso|已移除|已取消|已废弃|废弃|取消|删除|廃止|削除|중단|삭제|"
	  "취소|폐기|удалено|отменено|снято" },
	{ STATUS_PENDING,
	  "not started|not " "implemented|not done|to do|todo|open|planned|draft|"
	  "proposed|pending|backlog|new|offen|geplant|pendiente|planificado|"
	  "à faire|prévu|pendente|planejado|未开始|待开发|计划中|未実装|未着手|예정|"
	  "미구현|미착수|запланировано|не начато" },
	{ STATUS_IN_PROGRESS,
	  "in progress|wip|working|ongoing|partial|partially implemented|"
	  "partially done|in development|in bearbeitung|in arbeit|en progreso|"
	  "en curso|en cours|em andamento|em progresso|in corso|进行中|开发中|"
	  "進行中|実装中|着手中|진행 중|진행중|в работе|в процессе" },
	{ STATUS_BLOCKED, "blocked|on hold|blockiert|bloqueado|bloqué|阻塞|"
	  "保留中|보류|заблокировано" },
	{ STATUS_COMPLETED,
	  "implemented|done|complete|completed|shipped|finished|released|"
	  "delivered|live|verified|fertig|erledigt|umgesetzt|abgeschlossen|"
	  "implementado|completado|hecho|terminado|concluído|concluido|feito|"
	  "terminé|fait|implémenté|livré|completato|已完成|已实现|完成|已交付|"
	  "実装済み|実装済|完了|완료|구현됨|구현 완료|готово|выполнено|сделано|"
	  "реализовано" },
};
const size_t prd_lex_states_nr = ARRAY_SIZE(prd_lex_states);

const struct prd_lexicon prd_lex_verbs[] = {
	{ 0,
	  "implement|add|create|build|design|develop|set|setup|write|configure|"
	  "integrate|deploy|support|allow|enable|provide|define|migrate|"
	  "refactor|test|validate|document|install|update|remove|replace|"
	  "optimize|optimise|improve|fix|ensure|expose|connect|store|send|"
	  "generate|handle|introduce|extend|display|show|track|monitor|automate|"
	  "prepare|launch|release|establish|scaffold|port|convert|wire|"
	  "initialize|initialise|make|import|export|encrypt|schedule|register|"
	  "publish|run|verify|review|finalize|conduct|research|evaluate|"
	  "prototype|draft|collect|rename|split|merge|cache|index|render|parse|"
	  "sync|notify|log|record|plan|perform|apply|buy|point|measure|secure|"
	  "implementar|crear|añadir|agregar|diseñar|desarrollar|configurar|"
	  "integrar|desplegar|permitir|definir|migrar|probar|documentar|"
	  "escribir|construir|criar|adicionar|desenhar|desenvolver|implantar|"
	  "testar|escrever|construir|implémenter|créer|ajouter|concevoir|"
	  "développer|configurer|intégrer|déployer|permettre|définir|migrer|"
	  "tester|documenter|écrire|mettre|rédiger|implementare|creare|"
	  "aggiungere|progettare|sviluppare|configurare|integrare|"
	  "реализовать|создать|добавить|разработать|настроить|интегрировать|"
	  "написать|подключить|внедрить|протестировать|спроектировать" },
	{ 1,
	  "must|shall|should|has to|needs to|will be able to|is able to|"
	  "must not|can be|implementieren|erstellen|entwickeln|einrichten|"
	  "anlegen|hinzufügen|bereitstellen|umsetzen|aufsetzen|muss|müssen|"
	  "soll|sollen|debe|deben|deberá|doit|doivent|deve|devem|deverá|"
	  "должен|должна|должно|должны|实现|开发|设计|创建|添加|支持|集成|编写|提供|"
	  "搭建|必须|接入|実装|作成|対応|追加|構築|設定|開発|導入|整備|구현|개발|설계|추가|"
	  "지원|작성|구축|설정|연동|도입" },
};
const size_t prd_lex_verbs_nr = ARRAY_SIZE(prd_lex_verbs);
