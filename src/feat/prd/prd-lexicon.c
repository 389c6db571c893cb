/*
 * prd-lexicon.c - the words of sections that make tasks, of fields, priorities and
 * states.
 */
#include "base/base.h"
#include "feat/prd/prd-lexicon.h"

#include "feat/prd/prd-words.h"

const struct prd_lexicon prd_lex_sections[] = {
	{ SEC_FEATURES,
	  "features|feature|core features|key features|main features|"
	  "feature list|feature specifications|feature requirements|"
	  "product features|capabilities|functionality|functionalities|modules|"
	  "components|in scope|scope|mvp scope|mvp|mvp features|"
	  "core functionality|scope of work|v1 scope|functional specification|"
	  "functional specifications|functional spec|funktionen|"
	  "funktionsumfang|funktionalität|kernfunktionen|leistungen|"
	  "funcionalidades|características|funcionalidad|módulos|funciones|"
	  "fonctionnalités|fonctions|fonctionnalité|funcionalidades principais|"
	  "recursos|funzionalità|功能|功能列表|功能清单|核心功能|功能设计|"
	  "功能模块|功能描述|主要功能|功能详述|機能|機能一覧|主要機能|コア機能|"
	  "機能概要|기능|핵심 기능|주요 기능|기능 목록|기능 명세|функции|"
	  "функционал|функциональность|возможности" },
	{ SEC_FEATURES,
	  "features overview|feature overview|feature breakdown|product scope|"
	  "functional scope|functional areas|functional overview|feature set|"
	  "detailed features|feature details|feature description|"
	  "scope definition|included|includes|included in the mvp|inclus|"
	  "incluido|incluye|incluído|im umfang|enthalten|对象|対象|対象範囲|"
	  "范围内|包含|포함|"
	  "feature descriptions|planned features|mvp core features|"
	  "must have features|should have features|core modules|feature areas|"
	  "features and functionality|features and requirements|p0 features|"
	  "p1 features|p2 features|escopo funcional|alcance funcional|"
	  "périmètre fonctionnel|funktionsübersicht|funktionsbeschreibung|"
	  "hauptfunktionen|features principales|fonctionnalités principales|"
	  "fonctionnalités clés|funciones principales|funcionalidades clave|"
	  "características principales|funcionalidades do produto|"
	  "principais funcionalidades|功能需求列表|功能规划|功能概述|功能范围|"
	  "功能说明|功能概览|产品功能|详细功能|功能架构|功能详情|功能点|"
	  "功能一覧|機能仕様|機能詳細|主な機能|提供機能|スコープ" },
	{ SEC_NONFUNC,
	  "non functional requirements|nonfunctional requirements|"
	  "non functional|nonfunctional|non functional constraints|nfr|nfrs|"
	  "quality attributes|nicht funktionale anforderungen|"
	  "nichtfunktionale anforderungen|requisitos no funcionales|"
	  "requisitos não funcionais|exigences non fonctionnelles|"
	  "besoins non fonctionnels|requisiti non funzionali|非功能需求|"
	  "非功能性需求|非機能要件|비기능 요구사항|비기능적 요구사항|"
	  "нефункциональные требования" },
	{ SEC_NONFUNC,
	  "quality requirements|performance and security|"
	  "non functional requirement|qualitätsanforderungen|qualitätsmerkmale|"
	  "nicht funktional|requisitos de calidad|"
	  "exigences non fonctionnelles détaillées|非功能要求|非功能性要求|"
	  "性能需求|非機能要求|非機能要件一覧|品質要件" },
	{ SEC_REQS,
	  "requirements|requirement|functional requirements|"
	  "technical requirements|product requirements|system requirements|"
	  "business requirements|security requirements|user requirements|"
	  "core requirements|detailed requirements|"
	  "core functional requirements|data requirements|anforderungen|"
	  "funktionale anforderungen|produktanforderungen|"
	  "technische anforderungen|anforderung|requisitos|"
	  "requisitos funcionales|requisitos funcionais|requisitos técnicos|"
	  "requerimientos|requerimientos funcionales|exigences|"
	  "exigences fonctionnelles|besoins|besoins fonctionnels|requisiti|"
	  "requisiti funzionali|需求|功能需求|功能性需求|产品需求|业务需求|"
	  "需求列表|要件|機能要件|要求|要求事項|必須要件|요구사항|"
	  "기능 요구사항|기능적 요구사항|요건|требования|"
	  "функциональные требования" },
	{ SEC_REQS,
	  "functional requirements list|added requirements|"
	  "modified requirements|usability requirements|"
	  "performance requirements|accessibility requirements|"
	  "compliance requirements|interface requirements|"
	  "integration requirements|functional requirement|必要条件|功能要求|"
	  "系统需求|用户需求|详细需求|数据需求|需求清单|需求描述|需求说明|"
	  "機能要件一覧|業務要件|システム要件|ユーザー要件|要件一覧|要件定義|"
	  "機能要求|systemanforderungen|benutzeranforderungen|"
	  "requisitos del sistema|requisitos de negocio|requisitos del usuario|"
	  "requisitos do sistema|requisitos de negócio|requisitos do usuário|"
	  "exigences système|exigences métier" },
	{ SEC_STORIES,
	  "user stories|user story|stories|epics|epics and stories|"
	  "user stories and acceptance criteria|use cases|epic list|epic|"
	  "benutzergeschichten|nutzergeschichten|anwendungsfälle|"
	  "historias de usuario|casos de uso|épicas|histórias de usuário|"
	  "histórias|épicos|récits utilisateur|cas d utilisation|storie utente|"
	  "用户故事|核心用户故事|使用场景|用例|史诗|ユーザーストーリー|"
	  "ユースケース|エピック|사용자 스토리|유저 스토리|유스케이스|에픽|"
	  "пользовательские истории|истории пользователей|сценарии" },
	{ SEC_STORIES,
	  "user story map|story map|story mapping|epic breakdown|"
	  "epics overview|user stories and requirements|stories utilisateur|"
	  "historias|user journeys and stories|用户故事列表|用户故事与验收标准|"
	  "ユーザーストーリー一覧|ユーザストーリー" },
	{ SEC_TASKS,
	  "tasks|task list|to do|todo|todos|implementation tasks|action items|"
	  "work items|backlog|product backlog|sprint backlog|checklist|"
	  "human checklist|deliverables|implementation plan|"
	  "implementation steps|work breakdown|development tasks|"
	  "development plan|aufgaben|aufgabenliste|umsetzungsplan|"
	  "arbeitspakete|tareas|lista de tareas|plan de implementación|"
	  "entregables|tâches|liste des tâches|plan de mise en œuvre|livrables|"
	  "tarefas|lista de tarefas|plano de implementação|entregáveis|"
	  "attività|任务|任务清单|开发任务|任务列表|待办|交付物|タスク|"
	  "作業項目|実装計画|成果物|작업|작업 목록|할 일|구현 계획|산출물|"
	  "задачи|список задач|план работ|план реализации" },
	{ SEC_TASKS,
	  "scopes|tasks subtasks|subtasks|task breakdown|task summary list|"
	  "étapes de réalisation|étapes de développement|"
	  "etapas de desarrollo|etapas de desenvolvimento|"
	  "pasos de implementación|umsetzungsschritte|arbeitsschritte|"
	  "implementation stages|技术债务|技术债|技術的負債|기술 부채|"
	  "what ships|what ships in order|what ships next|what we will build|"
	  "what we ll build|what to build|what to build next|what s next|"
	  "whats next|what is next|"
	  "implementation order|implementation sequence|build order|"
	  "suggested build order|order of work|umsetzungsreihenfolge|"
	  "orden de implementación|ordem de implementação|"
	  "ordre de réalisation|实施步骤|实现步骤|实现顺序|开发顺序|开发步骤|"
	  "実装手順|実装順序|実装の進め方|進め方|구현 순서|개발 순서|"
	  "development checklist|implementation checklist|todo list|to do list|"
	  "in progress|doing|done|completed|up next|next up|this week|today|"
	  "now|next|bugs|bug fixes|known bugs|technical debt|tech debt|"
	  "improvements|enhancements|chores|housekeeping|setup|implementation|"
	  "work packages|sprint tasks|open tasks|remaining work|"
	  "remaining tasks|completed tasks|pending tasks|action plan|"
	  "follow ups|follow up|offene aufgaben|erledigt|in arbeit|"
	  "als nächstes|pendientes|tareas pendientes|en progreso|hecho|à faire|"
	  "en cours|fait|terminé|a fazer|em andamento|concluído|feito|"
	  "pendências|任务分解|任务拆分|待办事项|进行中|已完成|未完成|实施计划|"
	  "开发计划|实现任务|タスク一覧|やること|作業リスト|進行中|完了|未完了|"
	  "残タスク|実装タスク|開発計画|todoリスト|진행 중|완료" },
	{ SEC_ROADMAP,
	  "timeline|schedule|roadmap|mvp roadmap|milestones|milestone|"
	  "release plan|releases|phases|project phases|implementation phases|"
	  "development phases|build timeline|milestone sketch|delivery plan|"
	  "next steps|recommended next steps|"
	  "fahrplan|meilensteine|zeitplan|nächste schritte|hoja de ruta|hitos|"
	  "próximos pasos|feuille de route|jalons|prochaines étapes|roteiro|"
	  "marcos|cronograma|próximos passos|路线图|里程碑|版本规划|迭代计划|"
	  "发布计划|ロードマップ|マイルストーン|リリース計画|로드맵|마일스톤|"
	  "일정|출시 계획|дорожная карта|этапы|вехи|план релиза" },
	{ SEC_ROADMAP,
	  "development roadmap|implementation roadmap|product roadmap|"
	  "release roadmap|project roadmap|high level timeline|"
	  "project timeline|roadmap and milestones|release planning|versions|"
	  "upcoming|planned|short term|medium term|mid term|long term|q1|q2|q3|"
	  "q4|entwicklungsplan|umsetzungsphasen|implementierungsstrategie|"
	  "produkt roadmap|plan de desarrollo|fases del proyecto|fases|"
	  "plano de desenvolvimento|fases do projeto|plan de développement|"
	  "phases du projet|planning|开发路线|开发阶段|实施阶段|产品路线图|"
	  "开发里程碑|项目计划|项目里程碑|開発ロードマップ|開発フェーズ|"
	  "スケジュール|実装フェーズ|開発計画とマイルストーン" },
	{ SEC_CRITERIA,
	  "release criteria|launch criteria|go live criteria|"
	  "acceptance criteria|acceptance|definition of done|dod|"
	  "acceptance tests|exit criteria|akzeptanzkriterien|abnahmekriterien|"
	  "criterios de aceptación|critères d acceptation|"
	  "critères d acceptance|critérios de aceite|critérios de aceitação|"
	  "criteri di accettazione|验收标准|验收条件|受け入れ基準|受入基準|"
	  "受け入れ条件|完了条件|인수 조건|인수조건|수용 기준|완료 조건|"
	  "критерии приёмки|критерии приемки" },
	{ SEC_REQS,
	  "lastenheft|pflichtenheft|cahier des charges|caderno de encargos|"
	  "pliego de requisitos|"
	  "produktfunktionen|produktdaten|musskriterien|muss kriterien|"
	  "sollkriterien|soll kriterien|wunschkriterien|wunsch kriterien|"
	  "kannkriterien|kann kriterien|muss anforderungen|"
	  "soll anforderungen|kann anforderungen" },
	{ SEC_NONFUNC,
	  "produktleistungen|leistungsanforderungen|qualitätsziele|"
	  "qualitätsbestimmungen" },
	{ SEC_CRITERIA,
	  "definición de terminado|definición de hecho|definición de listo|"
	  "definição de pronto|definição de concluído|definição de feito|"
	  "définition de fini|définition du fini|définition de terminé|"
	  "définition du terminé|definizione di fatto|definizione di finito|"
	  "definition von fertig|kriterien für fertig|完成的定义|"
	  "완료의 정의|критерии готовности|определение готовности" },
	{ SEC_CRITERIA,
	  "acceptance scenarios|completion criteria|done criteria|"
	  "project acceptance criteria|general acceptance criteria|"
	  "global acceptance criteria|criteria for acceptance|"
	  "definition of ready|validation criteria|fertigstellungskriterien|"
	  "definition of done kriterien|criterios de aceptación generales|"
	  "critérios de aceitação gerais|critérios de aceitação do projeto|"
	  "critères d acceptation globaux|整体验收标准|验收|验收准则|完成标准|"
	  "完成定义|完了の定義|受入条件|検収条件" },
	{ SEC_DEPS,
	  "dependencies|dependency|feature dependencies|"
	  "requirement dependencies|abhängigkeiten|dependencias|dépendances|"
	  "dependências|dipendenze|依赖|依赖关系|依存関係|의존성|의존 관계|"
	  "зависимости" },
	{ SEC_DEPS,
	  "dependencies and execution order|dependencies execution order|"
	  "task dependencies|phase dependencies|user story dependencies|"
	  "logical dependency chain|dependency chain|dependency graph|"
	  "dependency order|external dependencies|within each user story|"
	  "technical dependencies|abhängigkeiten und reihenfolge|"
	  "orden de dependencias|ordem de dependências|依赖顺序|任务依赖|"
	  "前置依赖|タスク依存関係|依存" },
	{ SEC_FEATURES,
	  "alcance|alcance del mvp|alcance del proyecto|dentro del alcance|"
	  "en alcance|escopo|escopo do mvp|escopo do projeto|"
	  "dentro do escopo|dentro de escopo|no escopo|périmètre|"
	  "périmètre du projet|périmètre du mvp|périmètre mvp|"
	  "dans le périmètre|dans le scope|umfang|projektumfang|"
	  "leistungsumfang|im scope|ambito|объем|объём|объем работ|"
	  "объём работ|рамки|рамки проекта|скоуп|в рамках|входит|"
	  "входит в объем|что входит|состав mvp|основные функции|"
	  "основной функционал|ключевые функции|функции системы|"
	  "функции приложения|функциональные возможности|"
	  "основные возможности|ключевые возможности|модули|модули системы|"
	  "funcionalidades del sistema|funciones del sistema|"
	  "módulos del sistema|características clave|"
	  "características del sistema|principais recursos|"
	  "recursos principais|módulos do sistema|funções|"
	  "funções do sistema|funcionalidades do sistema|"
	  "fonctionnalités attendues|fonctionnalités du mvp|"
	  "fonctions principales|funktionsliste|kernfeatures|"
	  "hauptfunktionalitäten|funktionalitäten" },
	{ SEC_FEATURES,
	  "必須機能|제품 범위|追加機能|機能リスト|基本機能|実装機能|機能の詳細|"
	  "主要な機能|開発範囲|実装範囲|주요기능|핵심기능|기능 정의|"
	  "기능 상세|상세 기능|필수 기능|선택 기능|추가 기능|기능 설명|"
	  "기능 범위|구현 기능|개발 범위|구현 범위|프로젝트 범위|"
	  "서비스 범위|mvp 범위|포함 범위|포함 사항|基础功能|基本功能|"
	  "核心功能模块|核心功能点|主要功能模块|功能规格|功能特性|核心特性|"
	  "项目范围|产品范围|mvp范围|需求范围|开发范围|本期范围" },
	{ SEC_NONFUNC,
	  "requerimientos no funcionales|atributos de calidad|"
	  "requisitos de rendimiento|requisitos de desempenho|"
	  "requisitos de qualidade|exigences de performance|"
	  "contraintes non fonctionnelles|qualitätsanforderung|"
	  "требования к производительности|требования к надежности|"
	  "비기능 요구 사항|비기능요구사항|비기능 요건|性能要件|"
	  "セキュリティ要件|運用要件|品質要求|性能要求|安全要求|安全需求|"
	  "兼容性需求|兼容性要求|可用性需求|质量要求|质量属性" },
	{ SEC_REQS,
	  "технические требования|системные требования|"
	  "требования к системе|бизнес требования|"
	  "пользовательские требования|обязательные требования|"
	  "основные требования|요구 사항|기능 요구 사항|상세 요구사항|"
	  "시스템 요구사항|기능요구사항|필수 요구사항|추가 요구사항|"
	  "기능 요건|추가 고려사항|詳細要件|基本要件|要件詳細|技術要件" },
	{ SEC_TASKS,
	  "作業|作業内容|工程|作业|工作内容|작업 내용|работы|"
	  "план разработки|план внедрения|реализация|этапы работ|чек лист|"
	  "чеклист|список дел|текущие задачи|сделано|выполнено|в работе|"
	  "готово|осталось сделать|нужно сделать|план действий|подзадачи|"
	  "шаги реализации|ближайшие задачи|체크리스트|개발 체크리스트|"
	  "구현 체크리스트|해야 할 일|할일|할 일 목록|진행중|개발 계획|"
	  "작업 계획|구현 단계|구현 작업|작업 항목|남은 작업|완료된 작업|"
	  "タスクリスト|やることリスト|作業計画|実装ステップ|"
	  "チェックリスト|残作業|lista de verificación|plan de trabajo|"
	  "plan de acción|tareas por hacer|por hacer|completado|"
	  "completadas|pendiente|lista de verificação|plano de trabalho|"
	  "plano de ação|concluídas|tarefas pendentes|pendente|"
	  "liste de contrôle|plan d action|à réaliser|terminées|en attente|"
	  "reste à faire|umsetzung|implementierung|todo liste|to do liste|"
	  "arbeitsplan|implementierungsplan|offen|fertig|in bearbeitung|"
	  "geplant" },
	{ SEC_ROADMAP,
	  "этапы разработки|этапы реализации|план развития|план релизов|"
	  "план график|дальнейшие шаги|следующие шаги|релизы|개발 일정|"
	  "개발 단계|단계별 계획|개발 로드맵|향후 로드맵|開発スケジュール|"
	  "リリースプラン|plan de entregas|etapas del proyecto|phasenplan|"
	  "projektphasen|entwicklungsphasen|releaseplan|calendrier|"
	  "étapes du projet|etapas do projeto|plano de entregas" },
	{ SEC_CRITERIA,
	  "критерии приемки проекта|условия приемки|критерии завершения|"
	  "критерии приёма|수락 기준|인수 기준|검수 기준|완료 기준|"
	  "승인 기준|수락 조건|完了基準|合格基準|验收点|验收要求|通过标准|"
	  "验收清单" },
	{ SEC_FEATURES,
	  "fitur|fitur utama|fitur inti|daftar fitur|fitur produk|"
	  "fitur aplikasi|fitur mvp|fungsi|fungsi utama|fungsionalitas|"
	  "ruang lingkup|cakupan|lingkup|lingkup proyek|modul|"
	  "modul utama|spesifikasi fungsional|spesifikasi fitur" },
	{ SEC_REQS,
	  "kebutuhan|persyaratan|kebutuhan fungsional|"
	  "persyaratan fungsional|kebutuhan sistem|kebutuhan pengguna|"
	  "persyaratan produk|persyaratan sistem|spesifikasi kebutuhan|"
	  "kebutuhan bisnis|analisis kebutuhan|kebutuhan produk" },
	{ SEC_NONFUNC,
	  "kebutuhan non fungsional|kebutuhan nonfungsional|"
	  "persyaratan non fungsional|persyaratan nonfungsional|"
	  "non fungsional" },
	{ SEC_STORIES,
	  "cerita pengguna|kisah pengguna|kasus penggunaan|"
	  "skenario penggunaan" },
	{ SEC_TASKS,
	  "tugas|daftar tugas|daftar pekerjaan|rencana implementasi|"
	  "langkah implementasi|tahapan implementasi|rencana kerja" },
	{ SEC_ROADMAP,
	  "peta jalan|jadwal|linimasa|tahapan|tahapan pengembangan|"
	  "tahap pengembangan|rencana pengembangan|rencana rilis|"
	  "langkah selanjutnya|langkah berikutnya" },
	{ SEC_CRITERIA,
	  "kriteria penerimaan|kriteria selesai|definisi selesai" },
	{ SEC_DEPS,
	  "ketergantungan|dependensi" },
	{ SEC_FEATURES,
	  "funzionalità principali|funzionalità chiave|caratteristiche|"
	  "caratteristiche principali|funzioni|funzioni principali|"
	  "ambito|ambito del progetto|perimetro|moduli|"
	  "elenco funzionalità|specifiche funzionali|core behavior|"
	  "core behaviour|system behavior|system behaviour|"
	  "functional behavior|поведение системы|"
	  "функциональные возможности|основные функции|"
	  "основной функционал|модули" },
	{ SEC_REQS,
	  "requisiti del sistema|requisiti tecnici|requisiti utente|"
	  "requisiti di sistema|requisiti di business|"
	  "requisiti di sicurezza|requisiti di prodotto|esigenze|"
	  "specifica dei requisiti|requisiti obbligatori|"
	  "requisiti opzionali|системные требования|"
	  "пользовательские требования|бизнес требования|"
	  "требования к системе|требования к безопасности|"
	  "требования безопасности" },
	{ SEC_NONFUNC,
	  "requisiti di qualità|requisiti prestazionali|"
	  "requisiti non funzionale|требования к производительности|"
	  "требования к надежности|требования к надёжности" },
	{ SEC_STORIES,
	  "casi d uso|casi di utilizzo|storie utente|"
	  "user stories e criteri|варианты использования|"
	  "сценарии использования|юзкейсы|юз кейсы" },
	{ SEC_TASKS,
	  "compiti|elenco attività|lista attività|cose da fare|da fare|"
	  "in corso|piano di implementazione|passi di implementazione|"
	  "бэклог|беклог|список дел|сделать|план реализации проекта|"
	  "ближайшие задачи|текущие задачи" },
	{ SEC_ROADMAP,
	  "tabella di marcia|fasi|fasi del progetto|fasi di sviluppo|"
	  "pianificazione|tempistiche|prossimi passi|piano di sviluppo|"
	  "piano di rilascio|план развития|план разработки|план проекта|"
	  "роадмап|следующие шаги|этапы разработки|календарный план" },
	{ SEC_CRITERIA,
	  "criteri di accettazione generali|criteri di completamento|"
	  "definizione di completato|критерии приема|критерии приёма" },
	{ SEC_CRITERIA,
	  "чек лист для самопроверки|критерии проверки|验收标准与测试要点|验收标准与测试|"
	  "验收与测试" },
	{ SEC_REQS,
	  "비즈니스 요구사항|비즈니스 요구 사항|비즈니스 요구사항과 설계|요구사항과 설계" },
};
const size_t prd_lex_sections_nr = ARRAY_SIZE(prd_lex_sections);

const struct prd_lexicon prd_lex_labels[] = {
	{ LAB_TYPE,
	  "type|issue type|item type|work item type|task type|ticket type|"
	  "vorgangstyp|art|typ|tipo|tipo de incidencia|类型|任务类型|需求类型|"
	  "種別|種類|タイプ|유형|тип" },
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
	  "acceptance scenarios|acceptance scenario|acs|acceptance criterias|"
	  "test criteria|completion criteria|done criteria|verify|"
	  "escenarios de aceptación|cenários de aceitação|critérios|criterios|"
	  "scénarios d acceptation|critères|akzeptanzszenarien|kriterien|"
	  "fertigstellungskriterien|criterio verificable|验收场景|验收|验收要点|"
	  "验收准则|受け入れシナリオ|受入条件|検収条件|"
	  "수락 기준|인수 기준|검수 기준|완료 기준|수락 조건|критерии готовности|"
	  "критерии завершения|условия приемки|完了基準|验收点|"
	  "acceptance criteria|acceptance|acceptance criterion|ac|criteria|"
	  "success criteria|definition of done|dod|done when|acceptance tests|"
	  "exit criterion|success criterion|erfolgskriterium|"
	  "criterio de éxito|criterio de salida|criterios de salida|"
	  "critère de succès|critères de succès|critère de sortie|"
	  "critères de sortie|critério de sucesso|critério de saída|"
	  "critérios de saída|"
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
	  "dipende da|linked issues|issue links|depends upon|dependent on|"
	  "vorgänger|"
	  "predecessors|predecessor|前置任务|前置需求|依赖任务|依赖需求|先行タスク|"
	  "依赖|依赖关系|依赖项|前置条件|前置|前提|依存|依存関係|前提タスク|"
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
	  "esforço|duração|stima|person days|man days|personentage|workload|"
	  "original estimate|délai|"
	  "工期|周期|预计时间|开发周期|所需时间|期間|所要時間|工时|估时|预计工时|工作量|见积|見積|見積もり|工数|"
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
	  "epic|parent|parent feature|related epic|epic link|parent link|"
	  "parent issue|epic name|épica|épico|史诗|所属史诗|"
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
	  "requisitos funcionales|requisitos funcionais|"
	  "exigences fonctionnelles|funktionale anforderungen|功能需求|"
	  "機能要件|liefergegenstände|aufgaben|anforderungen|entregables|tareas|"
	  "requisitos|livrables|exigences|entregáveis|tarefas|"
	  "任务|需求|交付物|交付|交付内容|成果物|要件|산출물|задачи|требования|must|must have|"
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
	{ LAB_ID,
	  "kode|kode kebutuhan|kode fitur|고유번호|요구사항번호|요구사항 번호|관리번호|기능 id" },
	{ LAB_TITLE,
	  "nama|judul|fitur|nama fitur|aspek|tugas|요구사항명|요구사항 명|기능 이름|"
	  "기능명칭|항목" },
	{ LAB_REQUIREMENT,
	  "kebutuhan|persyaratan|deskripsi kebutuhan|요구사항 내용|요구사항 설명" },
	{ LAB_DESC,
	  "deskripsi|keterangan|penjelasan|deskripsi fitur" },
	{ LAB_PRIORITY,
	  "prioritas" },
	{ LAB_CRITERIA,
	  "kriteria penerimaan|kriteria keberhasilan|kriteria selesai" },
	{ LAB_DEPS,
	  "ketergantungan|dependensi|bergantung pada|prasyarat" },
	{ LAB_ESTIMATE,
	  "estimasi|estimasi waktu|durasi" },
	{ LAB_OWNER,
	  "penanggung jawab|pic" },
	{ LAB_STORY,
	  "cerita pengguna" },
	{ LAB_ROLE,
	  "sebagai|peran|aktor" },
	{ LAB_WANT,
	  "saya ingin" },
	{ LAB_BENEFIT,
	  "sehingga|agar|supaya" },
	{ LAB_PHASE,
	  "fase|tahap" },
	{ LAB_TAGS,
	  "kategori" },
	{ LAB_DEADLINE,
	  "tenggat|tenggat waktu|batas waktu" },
	{ LAB_ITEMS,
	  "kebutuhan fungsional|daftar tugas" },
	{ LAB_NOTE,
	  "catatan|tujuan|contoh" },
	{ LAB_ID,
	  "codice|identificativo|n°|id requisito" },
	{ LAB_TITLE,
	  "funzionalità|funzione|attività|caratteristica|nome requisito|"
	  "пункт|модуль|функционал|фича" },
	{ LAB_REQUIREMENT,
	  "requisito funzionale|описание требования" },
	{ LAB_DESC,
	  "dettagli|dettaglio|что именно|подробности|подробнее" },
	{ LAB_PRIORITY,
	  "importanza|приоритетность" },
	{ LAB_DEPS,
	  "prerequisiti|dipendenza" },
	{ LAB_ESTIMATE,
	  "stima dei tempi|durata|sforzo" },
	{ LAB_STORY,
	  "storia utente|user story utente" },
	{ LAB_ROLE,
	  "come|attore|ruolo" },
	{ LAB_PHASE,
	  "iterazione|rilascio" },
	{ LAB_NOTE,
	  "nota|note tecniche|obiettivo|scopo" },
	{ LAB_CRITERIA,
	  "критерии|критерий|критерии проверки|akzeptanz|"
	  "criterio de aceite|criterio|критерий готовности" },
	{ LAB_TITLE,
	  "идея" },
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
	  "functional requirement|non functional requirement|功能需求|"
	  "非功能需求|非功能性需求|機能要件|非機能要件|requisito funcional|"
	  "requisito no funcional|requisito não funcional|"
	  "exigence fonctionnelle|exigence non fonctionnelle|"
	  "funktionale anforderung|nichtfunktionale anforderung|"
	  "需求|要件|요구사항|требование" },
	{ UNIT_TASK, "task|work package|aufgabe|arbeitspaket|tarea|tâche|"
	  "tarefa|任务|タスク|작업|задача" },
	{ UNIT_PHASE,
	  "phase|sprint|milestone|iteration|stage|meilenstein|etappe|fase|"
	  "iteración|hito|étape|jalon|itération|iteração|etapa|marco|阶段|迭代|"
	  "里程碑|第一阶段|フェーズ|スプリント|マイルストーン|단계|스프린트|페이즈|этап|"
	  "фаза|спринт|week|woche|semana|semaine" },
	{ UNIT_FEATURE,
	  "fitur|modul" },
	{ UNIT_STORY,
	  "cerita pengguna" },
	{ UNIT_REQ,
	  "kebutuhan|persyaratan" },
	{ UNIT_TASK,
	  "tugas" },
	{ UNIT_PHASE,
	  "tahap|minggu" },
	{ UNIT_FEATURE,
	  "funzionalità|modulo" },
	{ UNIT_STORY,
	  "storia|storia utente" },
	{ UNIT_TASK,
	  "attività|compito" },
	{ UNIT_PHASE,
	  "settimana|неделя|iterazione" },
};
const size_t prd_lex_units_nr = ARRAY_SIZE(prd_lex_units);

const struct prd_lexicon prd_lex_priorities[] = {
	{ PRIO_NR,
	  "wont have|won t have|wont|wird nicht|no tendrá|não terá|"
	  "not planned" },
	{ PRIO_CRITICAL,
	  "critical|must have|must|blocker|urgent|highest|mandatory|essential|"
	  "essencial|esencial|essentiel|essentielle|showstopper|vital|"
	  "required|kritisch|muss|musskriterien|muss kriterien|"
	  "muss anforderungen|zwingend|crítica|crítico|critica|critico|"
	  "imprescindible|obligatorio|obrigatório|debe tener|deve ter|urgente|"
	  "critique|obligatoire|indispensable|doit avoir|最高|紧急|必须|必需|关键|"
	  "必須|緊急|최상|필수|긴급|критический|критичный|обязательно|необходимо" },
	{ PRIO_HIGH,
	  "high|should have|should|major|important|hoch|soll|sollkriterien|"
	  "soll kriterien|soll anforderungen|sollte|wichtig|"
	  "alta|alto|debería|debería tener|deveria ter|importante|haute|élevée|"
	  "élevé|haut|devrait avoir|高|较高|重要|应该|推奨|높음|상|중요|высокий|"
	  "высокая|желательно" },
	{ PRIO_MEDIUM,
	  "medium|normal|moderate|mid|conditional|mittel|media|medio|média|médio|moyenne|"
	  "moyen|中|中等|一般|普通|중간|중|보통|средний|средняя" },
	{ PRIO_LOW,
	  "low|could have|could|nice to have|optional|minor|lowest|niedrig|"
	  "kann|kannkriterien|kann kriterien|wunschkriterien|"
	  "wunsch kriterien|kann anforderungen|könnte|gering|baja|bajo|podría|podría tener|opcional|baixa|"
	  "baixo|poderia ter|desejável|deseable|souhaitable|souhaité|"
	  "souhaitée|wünschenswert|desirable|basse|faible|pourrait avoir|"
	  "optionnel|低|较低|可选|可以|任意|あれば良い|낮음|하|선택|низкий|низкая|"
	  "опционально" },
	{ PRIO_CRITICAL,
	  "kritis|wajib|harus ada" },
	{ PRIO_HIGH,
	  "tinggi|sebaiknya ada" },
	{ PRIO_MEDIUM,
	  "sedang|menengah" },
	{ PRIO_LOW,
	  "rendah|opsional" },
	{ PRIO_CRITICAL,
	  "obbligatorio|obbligatoria|essenziale|indispensabile|"
	  "criticità alta" },
	{ PRIO_MEDIUM,
	  "medio|media" },
	{ PRIO_LOW,
	  "opzionale|facoltativo|facoltativa|desiderabile" },
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
	{ STATUS_NR,
	  "dibatalkan|dihapus" },
	{ STATUS_PENDING,
	  "belum dimulai|belum selesai|belum dikerjakan|direncanakan" },
	{ STATUS_IN_PROGRESS,
	  "sedang dikerjakan|dalam pengerjaan|dalam proses" },
	{ STATUS_COMPLETED,
	  "selesai|sudah selesai" },
	{ STATUS_PENDING,
	  "da fare|pianificato|da iniziare" },
	{ STATUS_COMPLETED,
	  "fatto|completata|terminato|terminata|закрыт|закрыто|fechado|"
	  "fechada|cerrado|cerrada|geschlossen|clôturé|chiuso|chiusa" },
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
	  "написать|подключить|внедрить|протестировать|спроектировать|"
	  "сделать|исправить|обновить|удалить|убрать|поправить|перенести|"
	  "проверить|создание|добавление|удаление|редактирование|разработка|"
	  "настройка|интеграция|внедрение|написание|тестирование|"
	  "mostrar|enviar|generar|guardar|actualizar|eliminar|modificar|"
	  "registrar|gestionar|validar|optimizar|mejorar|corregir|preparar|"
	  "exportar|importar|publicar|automatizar|habilitar|garantizar|"
	  "notificar|gerar|salvar|atualizar|excluir|remover|gerenciar|otimizar|"
	  "melhorar|corrigir|publicar|garantir|exibir|cadastrar|afficher|"
	  "envoyer|générer|enregistrer|supprimer|modifier|gérer|valider|"
	  "optimiser|améliorer|corriger|préparer|exporter|importer|publier|"
	  "automatiser|assurer|notifier|démarrer|réaliser" },
	{ 1,
	  "must|shall|should|has to|needs to|will be able to|is able to|"
	  "must not|can be|implementieren|erstellen|entwickeln|einrichten|"
	  "anlegen|hinzufügen|bereitstellen|umsetzen|aufsetzen|muss|müssen|"
	  "soll|sollen|debe|deben|deberá|doit|doivent|deve|devem|deverá|"
	  "должен|должна|должно|должны|实现|开发|设计|创建|添加|支持|集成|编写|提供|"
	  "搭建|必须|接入|実装|作成|対応|追加|構築|設定|開発|導入|整備|구현|개발|설계|추가|"
	  "지원|작성|구축|설정|연동|도입|"
	  "нужно|необходимо|следует|ermöglichen|ergänzen|verbessern|beheben|"
	  "entfernen|ersetzen|konfigurieren|integrieren|migrieren|"
	  "automatisieren|optimieren|aktualisieren|anpassen|すること|なければ" },
	{ 0,
	  "buat|membuat|buatkan|tambah|tambahkan|menambah|menambahkan|"
	  "implementasi|implementasikan|menampilkan|tampilkan|mengelola|"
	  "kelola|ubah|hapus|menghapus|mengatur|membangun|bangun|"
	  "integrasi|integrasikan|perbaiki|memperbaiki|konfigurasi|"
	  "siapkan|menyiapkan|pengujian|pembuatan|penambahan|desain|"
	  "rancang|merancang|mengembangkan|kembangkan|simpan|menyimpan|"
	  "kirim|mengirim|validasi|menyediakan|begin|finish|investigate|"
	  "explore|identify|analyze|analyse|gather|rewrite|clean|"
	  "simplify|upgrade|rework|reduce" },
	{ 1,
	  "harus" },
	{ 0,
	  "aggiungere|aggiungi|creare|crea|correggere|correggi|"
	  "migliorare|mostrare|salvare|inviare|gestire|rimuovere|"
	  "aggiornare|testare|scrivere|preparare|integrare|abilitare|"
	  "permettere|consentire|definire" },
	{ 1,
	  "deve|devono|dovrà|dovranno" },
};
const size_t prd_lex_verbs_nr = ARRAY_SIZE(prd_lex_verbs);
