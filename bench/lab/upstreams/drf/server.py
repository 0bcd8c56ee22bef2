"""The models of a small tracker. All else, routes, filters, errors, is the framework's."""
import os
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path

settings.configure(
    SECRET_KEY="lab",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    AUTH_PASSWORD_VALIDATORS=[{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE"]}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework.authtoken",
        "django_filters",
    ],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "DEFAULT_FILTER_BACKENDS": [
            "django_filters.rest_framework.DjangoFilterBackend",
            "rest_framework.filters.SearchFilter",
            "rest_framework.filters.OrderingFilter",
        ],
        "PAGE_SIZE": 5,
    },
)
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.password_validation import validate_password  # noqa: E402
from django.db import models  # noqa: E402
from rest_framework import decorators, mixins, permissions, response, routers, serializers, status, viewsets  # noqa: E402
from rest_framework.authtoken.views import obtain_auth_token  # noqa: E402

User = get_user_model()


class Model(models.Model):
    class Meta:
        abstract = True
        app_label = "contenttypes"


class Label(Model):
    name = models.CharField(max_length=20, unique=True)
    color = models.CharField(max_length=7, default="#cccccc")

    class Meta(Model.Meta):
        abstract = False
        ordering = ["name"]


class Project(Model):
    slug = models.SlugField(unique=True, max_length=30)
    title = models.CharField(max_length=60)
    budget = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    starts = models.DateField(null=True, blank=True)
    archived = models.BooleanField(default=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="projects")
    created = models.DateTimeField(auto_now_add=True)

    class Meta(Model.Meta):
        abstract = False
        ordering = ["id"]


class Task(Model):
    STATES = [("todo", "To do"), ("doing", "Doing"), ("done", "Done")]
    project = models.ForeignKey(Project, models.CASCADE, related_name="tasks")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=STATES, default="todo")
    points = models.PositiveSmallIntegerField(default=1)
    due = models.DateField(null=True, blank=True)
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="tasks")
    labels = models.ManyToManyField(Label, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta(Model.Meta):
        abstract = False
        ordering = ["-id"]
        unique_together = [("project", "number")]


class Comment(Model):
    task = models.ForeignKey(Task, models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, models.CASCADE)
    text = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta(Model.Meta):
        abstract = False
        ordering = ["created"]


class UserSerializer(serializers.ModelSerializer):
    password = serializers.CharField(write_only=True, validators=[validate_password])

    class Meta:
        model = User
        fields = ["id", "username", "email", "first_name", "last_name", "password"]

    def create(self, data):
        return User.objects.create_user(**data)


class LabelSerializer(serializers.ModelSerializer):
    class Meta:
        model = Label
        fields = "__all__"


class ProjectSerializer(serializers.ModelSerializer):
    owner = serializers.ReadOnlyField(source="owner.username")
    task_count = serializers.IntegerField(source="tasks.count", read_only=True)

    class Meta:
        model = Project
        fields = ["id", "slug", "title", "budget", "starts", "archived", "owner", "task_count", "created"]


class TaskSerializer(serializers.ModelSerializer):
    state_label = serializers.CharField(source="get_state_display", read_only=True)

    class Meta:
        model = Task
        fields = "__all__"


class CommentSerializer(serializers.ModelSerializer):
    author = UserSerializer(read_only=True)

    class Meta:
        model = Comment
        fields = ["id", "task", "author", "text", "created"]


class OwnerOrReadOnly(permissions.BasePermission):
    def has_object_permission(self, request, view, thing):
        return request.method in permissions.SAFE_METHODS or thing.owner == request.user


class Users(mixins.CreateModelMixin, mixins.RetrieveModelMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = User.objects.order_by("id")
    serializer_class = UserSerializer
    search_fields = ["username", "email"]

    def get_permissions(self):
        return [permissions.AllowAny()] if self.action == "create" else super().get_permissions()

    @decorators.action(detail=False, methods=["get", "patch"])
    def me(self, request):
        if request.method == "GET":
            return response.Response(self.get_serializer(request.user).data)
        serializer = self.get_serializer(request.user, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return response.Response(serializer.data)


class Labels(viewsets.ModelViewSet):
    queryset = Label.objects.all()
    serializer_class = LabelSerializer
    pagination_class = None


class Projects(viewsets.ModelViewSet):
    queryset = Project.objects.all()
    serializer_class = ProjectSerializer
    permission_classes = [permissions.IsAuthenticated, OwnerOrReadOnly]
    lookup_field = "slug"
    filterset_fields = ["archived", "owner"]
    search_fields = ["title", "slug"]
    ordering_fields = ["title", "budget", "created"]

    def perform_create(self, serializer):
        serializer.save(owner=self.request.user)

    @decorators.action(detail=True, methods=["post"])
    def archive(self, request, slug=None):
        project = self.get_object()
        if project.archived:
            return response.Response({"detail": "Project is archived already."}, status=status.HTTP_409_CONFLICT)
        project.archived = True
        project.save()
        return response.Response(self.get_serializer(project).data)

    @decorators.action(detail=True, pagination_class=None)
    def tasks(self, request, slug=None):
        return response.Response(TaskSerializer(self.get_object().tasks.all(), many=True).data)


class Tasks(viewsets.ModelViewSet):
    queryset = Task.objects.all()
    serializer_class = TaskSerializer
    filterset_fields = {"project": ["exact"], "state": ["exact", "in"], "points": ["gte", "lte"], "assignee": ["exact", "isnull"], "labels": ["exact"]}
    search_fields = ["title"]
    ordering_fields = "__all__"

    @decorators.action(detail=True, methods=["get", "post"])
    def comments(self, request, pk=None):
        task = self.get_object()
        if request.method == "GET":
            return self.get_paginated_response(CommentSerializer(self.paginate_queryset(task.comments.all()), many=True).data)
        serializer = CommentSerializer(data={"task": task.pk, "text": request.data.get("text")})
        serializer.is_valid(raise_exception=True)
        serializer.save(author=request.user)
        return response.Response(serializer.data, status=status.HTTP_201_CREATED)


class Comments(mixins.RetrieveModelMixin, mixins.UpdateModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet):
    queryset = Comment.objects.all()
    serializer_class = CommentSerializer


router = routers.DefaultRouter()
for name, views in [("users", Users), ("labels", Labels), ("projects", Projects), ("tasks", Tasks), ("comments", Comments)]:
    router.register(name, views, basename=name)
urlpatterns = [path("api/", include(router.urls)), path("api/login/", obtain_auth_token)]

if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    from django.db import connection

    with connection.schema_editor() as editor:
        for model in [Label, Project, Task, Comment]:
            editor.create_model(model)
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIServer, make_server

    from django.core.wsgi import get_wsgi_application

    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), server_class=Server).serve_forever()
