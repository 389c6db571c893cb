;;; git-task.el --- tasks kept in Git  -*- lexical-binding: t; -*-

;; Package-Requires: ((emacs "27.1"))

;;; Commentary:

;; M-x git-task lists the tasks of the repository of the current directory; with a
;; prefix argument it asks for a query.  RET shows a task, s starts it, c completes it,
;; p records progress, a adds one, g lists again, q leaves.
;;
;;	(load "/path/to/git-task.el")
;;	(global-set-key (kbd "C-c t") #'git-task)

;;; Code:

(require 'json)
(require 'subr-x)
(require 'tabulated-list)

(defgroup git-task nil "Tasks kept in Git." :group 'tools)

(defcustom git-task-program "git-task"
  "The program."
  :type 'string)

(defvar-local git-task--query nil "Words of the query of this buffer.")

(defun git-task--run (&rest args)
  "Run git-task with ARGS; its output, or an error with what it says."
  (with-temp-buffer
    (let* ((errors (make-temp-file "git-task"))
           (status (apply #'process-file git-task-program nil
                          (list t errors) nil args)))
      (unwind-protect
          (if (eq status 0)
              (buffer-string)
            (user-error "%s" (with-temp-buffer
                               (insert-file-contents errors)
                               (string-trim (buffer-string)))))
        (delete-file errors)))))

(defun git-task--entries ()
  "The tasks of the query as entries of a tabulated list."
  (let ((json-array-type 'list))
    (mapcar
     (lambda (task)
       (let ((text (lambda (key) (or (alist-get key task) ""))))
         (list (alist-get 'id task)
               (vector (substring (alist-get 'id task) 0 8)
                       (funcall text 'status) (funcall text 'priority)
                       (funcall text 'assignee) (funcall text 'title)))))
     (json-read-from-string
      (apply #'git-task--run "list" "-q" "--limit" "0" "--json"
             git-task--query)))))

(defun git-task--id ()
  "The task of this line."
  (or (tabulated-list-get-id) (user-error "No task on this line")))

(defun git-task--act (verb &rest args)
  "Run VERB on the task of this line, with ARGS, and list again."
  (apply #'git-task--run verb "-q" (git-task--id) args)
  (revert-buffer))

(defun git-task-start () "Start the task." (interactive)
       (git-task--act "start"))

(defun git-task-complete () "Complete the task." (interactive)
       (git-task--act "complete"))

(defun git-task-progress (text) "Record TEXT as progress of the task."
       (interactive "sProgress: ")
       (git-task--act "progress" text))

(defun git-task-add (title) "Add a task called TITLE."
       (interactive "sTitle: ")
       (message "%s" (string-trim (git-task--run "add" "-q" "--" title)))
       (when (derived-mode-p 'git-task-mode)
         (revert-buffer)))

(defun git-task-show ()
  "Show the task of this line."
  (interactive)
  (let ((text (git-task--run "show" (git-task--id))))
    (with-help-window "*git-task: show*"
      (princ text))))

(defvar git-task-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "RET") #'git-task-show)
    (define-key map "s" #'git-task-start)
    (define-key map "c" #'git-task-complete)
    (define-key map "p" #'git-task-progress)
    (define-key map "a" #'git-task-add)
    map))

(define-derived-mode git-task-mode tabulated-list-mode "Tasks"
  "Tasks of a repository."
  (setq tabulated-list-format
        [("Id" 8 t) ("Status" 11 t) ("Prio" 8 t) ("Who" 16 t) ("Title" 0 t)])
  (setq tabulated-list-entries #'git-task--entries)
  (tabulated-list-init-header))

;;;###autoload
(defun git-task (query)
  "List the tasks that match QUERY, a text of words as `git task list' takes them."
  (interactive (list (if current-prefix-arg (read-string "Query: ") "")))
  (let ((dir default-directory)
        (buffer (get-buffer-create "*git-task*")))
    (with-current-buffer buffer
      (git-task-mode)
      (setq default-directory dir
            git-task--query (split-string query))
      (tabulated-list-print))
    (pop-to-buffer buffer)))

(provide 'git-task)
;;; git-task.el ends here
