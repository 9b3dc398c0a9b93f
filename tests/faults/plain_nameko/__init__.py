"""The same flow in plain nameko: an application stored, checked, a mail row written, a report counted.

Four services, written as a good user of nameko writes them: one transaction for each handler, committed before the
event is dispatched, reliable event handlers, durable queues. What is missing is what nameko does not have.
"""
