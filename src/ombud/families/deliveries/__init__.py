"""What leaves the desk by mail, to targets and to webhooks, and what became of it.

Rows are written in the transaction of the change that they tell of; `channels` sends them.
The operations are our own: the original shows none of this.
"""
