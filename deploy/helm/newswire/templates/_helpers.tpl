{{- define "newswire.name" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) -}}
{{- $full | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "newswire.selector" -}}
app.kubernetes.io/name: newswire
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "newswire.labels" -}}
{{ include "newswire.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "newswire.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* Settings as the environment has them. Whole numbers stay whole: YAML makes floats of them, and %v would write 1e+06. */}}
{{- define "newswire.environment" -}}
{{- range $name, $value := . }}
NEWSWIRE_{{ upper $name }}: {{ if kindIs "slice" $value }}{{ join "," $value | quote }}{{ else if kindIs "map" $value }}{{ toJson $value | quote }}{{ else if and (kindIs "float64" $value) (eq $value (floor $value)) }}{{ int64 $value | quote }}{{ else }}{{ $value | quote }}{{ end }}
{{- end }}
{{- end }}

{{- define "newswire.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "newswire.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Where settings and secrets come from. Takes a dict of root, name (of the ConfigMap) and secret. */}}
{{- define "newswire.envFrom" -}}
- configMapRef: {name: {{ .name }}}
{{- if .secret }}
- secretRef: {name: {{ .secret }}}
{{- end }}
{{- end }}

{{- define "newswire.mounts" -}}
- {name: data, mountPath: /var/lib/newswire}
- {name: tmp, mountPath: /tmp}
{{- if .Values.tls.secretName }}
- {name: tls, mountPath: /etc/newswire/tls, readOnly: true}
{{- end }}
{{- end }}

{{- define "newswire.volumes" -}}
- name: data
  emptyDir: {sizeLimit: 256Mi}
- name: tmp
  emptyDir: {sizeLimit: 256Mi}
{{- if .Values.tls.secretName }}
- name: tls
  secret: {secretName: {{ .Values.tls.secretName }}, defaultMode: 0440}
{{- end }}
{{- end }}
