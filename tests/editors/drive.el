;;; What somebody does in Emacs: opens the file in AGENTLINT_FILE, reads the findings, types, saves.  -*- lexical-binding: t -*-

(require 'json)
(require 'flymake)

(defun drive-findings ()
  (mapcar (lambda (one)
            `((line . ,(line-number-at-pos (flymake-diagnostic-beg one)))
              (message . ,(flymake-diagnostic-text one))))
          (flymake-diagnostics)))

(defun drive-wait (what)
  (let ((end (+ (float-time) 30)))
    (while (and (not (funcall what)) (< (float-time) end))
      (accept-process-output nil 0.05))
    (funcall what)))

(let ((seen nil))
  (condition-case fault
      (progn
        (setq eglot-sync-connect 30)
        (find-file (getenv "AGENTLINT_FILE"))
        (apply #'eglot--connect (eglot--guess-contact))
        (push `(managed . ,(and (eglot-managed-p) t)) seen)
        (drive-wait (lambda () (drive-findings)))
        (push `(opened . ,(vconcat (drive-findings))) seen)
        (goto-char (point-min))
        (search-forward "Gerp")
        (replace-match "Grep" t)
        ;; In batch mode nobody is idle, which is when eglot tells of changes.
        (eglot--signal-textDocument/didChange)
        (drive-wait (lambda () (null (drive-findings))))
        (push `(typed . ,(vconcat (drive-findings))) seen)
        (save-buffer)
        (push `(modified . ,(if (buffer-modified-p) t :json-false)) seen)
        (eglot-shutdown (eglot-current-server)))
    (error (push `(fault . ,(error-message-string fault)) seen)))
  (with-temp-file (getenv "AGENTLINT_SEEN")
    (insert (json-encode seen))))
