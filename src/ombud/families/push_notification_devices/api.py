"""The one operation on devices."""

from ombud.families.push_notification_devices.service import unregister
from ombud.wire.answers import Nothing
from ombud.wire.changes import Words
from ombud.wire.context import Context
from ombud.wire.operation import post


@post(
    "/push_notification_devices/destroy_many",
    name="PushNotificationDevices",
    role="admins",
)
def destroy_many_push_notification_devices(
    ctx: Context, push_notification_devices: list[Words]
) -> Nothing:
    """Forget the devices that have these tokens; unknown tokens are ignored.

    # Zendesk: push-devices (docs/quirks.md#push-devices)
    """
    unregister(ctx, [str(token) for token in push_notification_devices])
    return Nothing(200)
