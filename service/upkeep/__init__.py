"""What is done beside the requests, twice a second: numbers told, files watched and read anew.

files: whether those of policies and sites changed     reload: what is done about it     pulse: when
"""
