"""Numbers for operators: counted in plain memory, shown as Prometheus reads them.

families: every metric, declared once     board: the memory, one a process, summed over processes
metrics: what the service counts with     exposition: the text
"""
