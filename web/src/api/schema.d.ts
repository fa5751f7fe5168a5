// Made by `npm run types`; not edited by hand.
export interface paths {
    "/api/v1/accounts/{connector}/{account_id}/mode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["limits_show_mode"];
        put: operations["limits_set_mode"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["actions_list_actions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/actions/{action_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["actions_get_action"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["alerts_list_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["alerts_get_alert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert_id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["alerts_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["alerts_resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{alert_id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["alerts_snooze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["alerts_list_channels"];
        put?: never;
        post: operations["alerts_add_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/channels/{channel_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["alerts_get_channel"];
        put?: never;
        post?: never;
        delete: operations["alerts_remove_channel"];
        options?: never;
        head?: never;
        patch: operations["alerts_change_channel"];
        trace?: never;
    };
    "/api/v1/alerts/channels/{channel_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["alerts_probe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["alerts_list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/deliveries/{delivery_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["alerts_get_delivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/deliveries/{delivery_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["alerts_resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/digest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["alerts_subscribe"];
        post?: never;
        delete: operations["alerts_unsubscribe"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["alerts_list_marks"];
        put?: never;
        post: operations["alerts_mark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["alerts_get_policy"];
        put: operations["alerts_set_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["alerts_add_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/rules/backtest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["alerts_backtest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/tallies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["alerts_list_tallies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/anomalies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["anomalies_list_anomalies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/anomalies/{incident_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["anomalies_show_anomaly"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_approve_several"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["attribution_attribute"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attribution/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["attribution_list_runs"];
        put?: never;
        post: operations["attribution_record_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attribution/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["attribution_show_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["audit_list_entries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["audit_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["audit_verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accept-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["auth_accept_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["auth_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["auth_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["auth_leave"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["auth_arrive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["auth_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["auth_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["auth_register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["auth_show"];
        put?: never;
        post: operations["auth_enrol"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["auth_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/second-factor/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["auth_remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["auth_open_session"];
        delete: operations["auth_close_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/breakers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["breakers_list_breakers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/breakers/{stop_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["breakers_get_breaker"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/breakers/{stop_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["breakers_close_breaker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/budgets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["budgets_list_budgets"];
        put?: never;
        post: operations["budgets_create_budget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/budgets/{budget_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["budgets_get_budget"];
        put?: never;
        post?: never;
        delete: operations["budgets_remove_budget"];
        options?: never;
        head?: never;
        patch: operations["budgets_change_budget"];
        trace?: never;
    };
    "/api/v1/budgets/{budget_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["budgets_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/budgets/{budget_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["budgets_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/budgets/{budget_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["budgets_reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/budgets/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["budgets_export_budgets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/budgets/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["budgets_import_budgets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["calendar_list_calendar"];
        put?: never;
        post: operations["calendar_add_day"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendar/{day_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["calendar_get_day"];
        put?: never;
        post?: never;
        delete: operations["calendar_remove_day"];
        options?: never;
        head?: never;
        patch: operations["calendar_change_day"];
        trace?: never;
    };
    "/api/v1/calendar/holidays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["calendar_import_holidays"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendar/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["calendar_import_calendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["campaigns_list_campaigns"];
        put?: never;
        post: operations["campaigns_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["campaigns_get"];
        put: operations["campaigns_replace"];
        post?: never;
        delete: operations["campaigns_archive"];
        options?: never;
        head?: never;
        patch: operations["campaigns_patch"];
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["campaigns_adopt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["campaigns_analytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_enable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/launch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["plans_list_launched"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/lint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_lint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["campaigns_list_metrics"];
        put?: never;
        post: operations["campaigns_push"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/optimize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["campaigns_optimize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/{campaign_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["campaigns_list_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/campaigns/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["campaigns_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["actions_list_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conventions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["conventions_list_conventions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conventions/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["conventions_get_convention"];
        put: operations["conventions_put_convention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["attribution_push_conversions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["dashboard_show_dashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dashboard/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["dashboard_show_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/data-versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["quality_list_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/demo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["workspaces_load_demo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["jobs_follow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["feeds_list_feeds"];
        put?: never;
        post: operations["feeds_add_feed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["feeds_get_feed"];
        put?: never;
        post?: never;
        delete: operations["feeds_remove_feed"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds/{name}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["feeds_check_feed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds/{name}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["feeds_run_feed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feeds/{name}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["feeds_list_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forecasts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["forecasts_list_forecasts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forecasts/engine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["forecasts_show_forecast_engine"];
        put: operations["forecasts_use_forecast_engine"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forecasts/past": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["forecasts_list_past_forecasts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forecasts/score": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["forecasts_score_forecast_engines"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/freezes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["freezes_list_freezes"];
        put?: never;
        post: operations["freezes_freeze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/freezes/{stop_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["freezes_get_freeze"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/freezes/{stop_id}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["freezes_lift_freeze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["fx_list_rates"];
        put?: never;
        post: operations["fx_keep_rates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fx/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["fx_refresh_rates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["actions_list_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hooks/slack/{workspace_id}/{channel_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["alerts_slack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["imports_list_imports"];
        put?: never;
        post: operations["imports_send_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["imports_show_import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import_id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["imports_decide_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import_id}/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["imports_list_quarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["jobs_list_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["jobs_show_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["jobs_cancel_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["jobs_retry_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["keys_list_keys"];
        put?: never;
        post: operations["keys_create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["keys_revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["limits_show_limits"];
        put: operations["limits_set_limits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["limits_show_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["limits_list_places"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["limits_list_requests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits/requests/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["limits_get_request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits/requests/{request_id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["limits_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/limits/requests/{request_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["limits_reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/maturity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["maturity_correct_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/maturity/curves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["maturity_list_curves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metric-definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["metrics_get_own_metrics"];
        put: operations["metrics_put_own_metrics"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metric-definitions/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["metrics_check_metrics"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metric-definitions/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["metrics_preview_metrics"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["metrics_list_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["metrics_show_metric"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["scores_list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["scores_show_model"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/models/train": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["scores_train_models"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["notes_list_notes"];
        put?: never;
        post: operations["notes_add_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notes/{note_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["notes_get_note"];
        put?: never;
        post?: never;
        delete: operations["notes_remove_note"];
        options?: never;
        head?: never;
        patch: operations["notes_change_note"];
        trace?: never;
    };
    "/api/v1/optimization-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["actions_list_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outcomes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["outcomes_list_outcomes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outcomes/{outcome_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["outcomes_show_outcome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/own-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["own events_push_events"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pacing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["pacing_list_pacing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pacing/{budget_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["pacing_show_pacing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["people_list_people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["people_remove"];
        options?: never;
        head?: never;
        patch: operations["people_change_role"];
        trace?: never;
    };
    "/api/v1/people/{person_id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["people_reset_second_factor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["people_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["recommendations_list_pools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/planner/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["recommendations_split_budget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["plans_list_plans"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["plans_get_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_apply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["plans_list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/replace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_replace_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans/{plan_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platforms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["platforms_list_platforms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/platforms/{platform}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["platforms_show_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_propose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/proposals/advice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["plans_propose_advice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/protected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["protected_list_protected"];
        put?: never;
        post: operations["protected_protect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/protected/{stop_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["protected_get_protected"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/protected/{stop_id}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["protected_lift_protected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["quality_list_quality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["metrics_query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["recommendations_list_recommendations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recommendations/{recommendation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["recommendations_get_recommendation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recommendations/{recommendation_id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["recommendations_dismiss_recommendation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recommendations/{recommendation_id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["recommendations_snooze_recommendation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recommendations/moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["recommendations_list_moves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_list_archive"];
        put?: never;
        post: operations["reports_make_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/archive/{report_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_get_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/archive/{report_id}/files/{form}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_get_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/archive/{report_id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_list_links"];
        put?: never;
        post: operations["reports_add_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/brand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_get_brand"];
        put: operations["reports_set_brand"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/campaign/{campaign_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_report_campaign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reports_export_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/links/{link_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["reports_revoke_link"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/performance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_report_performance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reports_run_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_list_schedules"];
        put?: never;
        post: operations["reports_add_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/schedules/{schedule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_get_schedule"];
        put: operations["reports_change_schedule"];
        post?: never;
        delete: operations["reports_remove_schedule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/schedules/{schedule_id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["reports_run_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/shared/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_open_link"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_list_views"];
        put?: never;
        post: operations["reports_save_view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/views/{view_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports_get_view"];
        put: operations["reports_change_view"];
        post?: never;
        delete: operations["reports_remove_view"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["rules_list_rules"];
        put?: never;
        post: operations["rules_create_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["rules_get_rule"];
        put: operations["rules_change_rule"];
        post?: never;
        delete: operations["rules_remove_rule"];
        options?: never;
        head?: never;
        patch: operations["rules_set_rule"];
        trace?: never;
    };
    "/api/v1/rules/{rule_id}/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rules_dry_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{rule_id}/firings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["rules_list_firings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{rule_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["rules_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{rule_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rules_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["rules_conflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rules_dry_run_text"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/firings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["rules_list_all_firings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rules_replay_text"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["rules_validate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["jobs_list_schedules"];
        put?: never;
        post: operations["jobs_add_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["jobs_get_schedule"];
        put?: never;
        post?: never;
        delete: operations["jobs_remove_schedule"];
        options?: never;
        head?: never;
        patch: operations["jobs_change_schedule"];
        trace?: never;
    };
    "/api/v1/scores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["scores_list_scores"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scores/{level}/{entity}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["scores_show_score"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["actions_list_settable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["sources_list_sources"];
        put?: never;
        post: operations["sources_connect_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["sources_get_source"];
        put?: never;
        post?: never;
        delete: operations["sources_remove_source"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["sources_list_accounts"];
        put: operations["sources_give_accounts"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/accounts/{account_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sources_accept_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/backfill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sources_backfill_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sources_check_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/reconcile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["sources_list_tallies"];
        put?: never;
        post: operations["sources_reconcile_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["sources_schedule_source"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["sources_show_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{name}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sources_sync_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["sources_list_held"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/held/{sync_id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sources_decide_held"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/untagged": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["sources_list_untagged"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["targets_list_targets"];
        put?: never;
        post: operations["targets_create_target"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/targets/{target_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["targets_get_target"];
        put?: never;
        post?: never;
        delete: operations["targets_remove_target"];
        options?: never;
        head?: never;
        patch: operations["targets_change_target"];
        trace?: never;
    };
    "/api/v1/targets/{target_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["targets_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/targets/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["targets_export_targets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/targets/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["targets_import_targets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/touchpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["attribution_push_touchpoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/track-record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["outcomes_list_track_records"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["health_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["workspaces_list_workspaces"];
        put?: never;
        post: operations["workspaces_create_workspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/graphql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["graphql_graphql"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["health_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["health_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["health_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["health_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Accept: {
            /** @default  */
            company?: string;
            /** @default  */
            password?: string;
            token: string;
            /** @default  */
            username?: string;
        };
        /** @enum {string} */
        Action: "raise_budget" | "cut_budget" | "raise_bid" | "cut_bid" | "enable" | "pause" | "create" | "negative_keywords";
        ActionOut: {
            attempts: number;
            change: components["schemas"]["adhelm__act__publishing__routes__answers__ChangeOut"];
            code: string;
            hint: string;
            id: string;
            live: string | null;
            message: string;
            plan_id: string;
            sent_at: string | null;
            settled_at: string | null;
            state: components["schemas"]["ActionState"];
        };
        /** @enum {string} */
        ActionState: "planned" | "queued" | "sent" | "unconfirmed" | "done" | "held" | "refused" | "failed" | "dry_run";
        adhelm__act__alerts__routes__bodies__AlertOut: {
            account: string;
            acked_at: string | null;
            acked_by: string;
            cause: string;
            chart: components["schemas"]["PointOut"][];
            claim: string;
            data_version: number | null;
            detector: string;
            entity: string;
            entity_id: string;
            episode: number;
            facts: components["schemas"]["FactOut"][];
            /** Format: date-time */
            first_at: string;
            first_day: string | null;
            id: string;
            inhibited_by: string;
            labels: {
                [key: string]: string;
            };
            /** Format: date-time */
            last_at: string;
            last_day: string | null;
            level: string;
            link: string;
            measure: string | null;
            metric: string;
            plan_id: string;
            platform: string;
            resolved_at: string | null;
            severity: components["schemas"]["adhelm__act__alerts__types__alerts__Severity"];
            snoozed: boolean;
            snoozed_until: string | null;
            source: components["schemas"]["Source"];
            state: components["schemas"]["adhelm__act__alerts__types__alerts__State"];
            told_at: string | null;
            version: number;
        };
        adhelm__act__alerts__routes__bodies__RuleOut: {
            id: string;
            name: string;
            sentence: string;
        };
        adhelm__act__alerts__routes__bodies__TallyOut: {
            alerts: number;
            detector: string;
            missed: number;
            useful: number;
            useless: number;
        };
        adhelm__act__alerts__routes__bodies__WholeOut: {
            account: string;
            acked_at: string | null;
            acked_by: string;
            cause: string;
            chart: components["schemas"]["PointOut"][];
            claim: string;
            data_version: number | null;
            detector: string;
            entity: string;
            entity_id: string;
            episode: number;
            facts: components["schemas"]["FactOut"][];
            /** Format: date-time */
            first_at: string;
            first_day: string | null;
            history: components["schemas"]["HappenedOut"][];
            id: string;
            inhibited_by: string;
            labels: {
                [key: string]: string;
            };
            /** Format: date-time */
            last_at: string;
            last_day: string | null;
            level: string;
            link: string;
            measure: string | null;
            metric: string;
            plan_id: string;
            platform: string;
            resolved_at: string | null;
            severity: components["schemas"]["adhelm__act__alerts__types__alerts__Severity"];
            snoozed: boolean;
            snoozed_until: string | null;
            source: components["schemas"]["Source"];
            state: components["schemas"]["adhelm__act__alerts__types__alerts__State"];
            told_at: string | null;
            version: number;
        };
        /** @enum {string} */
        adhelm__act__alerts__types__alerts__Change: "fired" | "worsened" | "changed" | "acknowledged" | "snoozed" | "woken" | "resolved" | "inhibited" | "released" | "muted" | "routed" | "escalated" | "sent" | "failed" | "marked";
        /** @enum {string} */
        adhelm__act__alerts__types__alerts__Severity: "low" | "medium" | "high" | "critical";
        /** @enum {string} */
        adhelm__act__alerts__types__alerts__State: "firing" | "acknowledged" | "resolved";
        adhelm__act__campaigns__routes__answers__PacingOut: {
            budget: string | null;
            budget_share: string | null;
            days: number | null;
            elapsed_days: number | null;
            elapsed_share: string | null;
            expected: string | null;
            pace: string | null;
            projected: string | null;
            spent: string | null;
            state: string;
        };
        adhelm__act__campaigns__routes__answers__PlatformOut: {
            account: string;
            allocated: string | null;
            external_id: string;
            id: string;
            name: string;
            platform: string;
            score: string | null;
            spent: string | null;
            spent_at: string | null;
            sync_state: components["schemas"]["SyncState"];
        };
        adhelm__act__campaigns__routes__answers__VersionOut: {
            action: string;
            actor: string;
            actor_id: string;
            /** Format: date-time */
            at: string;
            changed: {
                [key: string]: unknown[];
            };
            snapshot: {
                [key: string]: unknown;
            };
            version: number;
        };
        adhelm__act__feeds__routes__CheckOut: {
            code: string | null;
            detail: string;
            feed: string;
            hint: string | null;
            message: string | null;
            state: string;
            what: string;
        };
        adhelm__act__feeds__routes__JobAsked: {
            job_id: string;
        };
        adhelm__act__feeds__routes__RunIn: {
            /** @default false */
            whole?: boolean;
        };
        adhelm__act__feeds__routes__RunOut: {
            base_version: number | null;
            code: string | null;
            data_version: number | null;
            ended_at: string | null;
            feed: string;
            hint: string | null;
            id: string;
            message: string | null;
            partitions: number;
            rows: number;
            /** Format: date-time */
            started_at: string;
            state: components["schemas"]["adhelm__act__feeds__types__State"];
        };
        adhelm__act__feeds__routes__Trouble: {
            code: string;
            hint: string;
            message: string;
        };
        /** @enum {string} */
        adhelm__act__feeds__types__State: "running" | "done" | "unchanged" | "failed" | "interrupted";
        adhelm__act__publishing__routes__answers__ChangeOut: {
            account_id: string;
            after: string | null;
            before: string | null;
            connector: string;
            currency: string;
            entity_id: string;
            field: components["schemas"]["Field"];
            level: components["schemas"]["Level"];
            name: string;
            platform: string;
        };
        adhelm__act__publishing__routes__bodies__Decision: {
            /** @default  */
            reason?: string;
        };
        adhelm__act__reports__routes__bodies__RunIn: {
            accounts?: string[] | null;
            as_of?: number | null;
            /** @default [] */
            by?: string[];
            /** @default  */
            campaign?: string;
            /** @default previous */
            compare?: string;
            currency?: string | null;
            /** @default false */
            for_client?: boolean;
            /**
             * @default html
             * @enum {string}
             */
            form?: "html" | "pdf" | "xlsx" | "csv" | "json" | "png" | "adcp";
            /** @default [] */
            metrics?: string[];
            /** @default  */
            range?: string;
            /**
             * @default summary
             * @enum {string}
             */
            sort?: "summary" | "performance" | "campaign" | "budget" | "changes" | "audit" | "view";
            /** @default  */
            title?: string;
            /** @default  */
            view?: string;
            /** @default  */
            where?: string;
        };
        adhelm__act__reports__routes__bodies__ScheduleIn: {
            cron: string;
            forms: ("html" | "pdf" | "xlsx" | "csv" | "json" | "png" | "adcp")[];
            /** @default 0 */
            link_days?: number;
            name: string;
            /** @default false */
            paused?: boolean;
            recipients?: components["schemas"]["RecipientsIn"];
            report: components["schemas"]["AskedIn"];
            /** @default UTC */
            zone?: string;
        };
        adhelm__act__reports__routes__bodies__ScheduleOut: {
            /** Format: date-time */
            at: string;
            author: string;
            cron: string;
            forms: ("html" | "pdf" | "xlsx" | "csv" | "json" | "png" | "adcp")[];
            id: string;
            link_days: number;
            name: string;
            next_at: string | null;
            paused: boolean;
            recipients: {
                [key: string]: string[];
            };
            report: components["schemas"]["AskedOut"];
            version: number;
            zone: string;
        };
        adhelm__act__reports__routes__sending__JobAsked: {
            job_id: string;
        };
        adhelm__app__api__jobs__LineOut: {
            /** Format: date-time */
            at: string;
            level: string;
            n: number;
            text: string;
        };
        adhelm__app__api__schedules__ScheduleOut: {
            cron: string | null;
            every_s: number | null;
            kind: string;
            last_at: string | null;
            made_by: string;
            name: string;
            next_at: string | null;
            paused: boolean;
            payload: {
                [key: string]: unknown;
            };
            version: number;
            zone: string;
        };
        adhelm__app__graphql__routes__Asked: {
            extensions?: {
                [key: string]: unknown;
            } | null;
            operationName?: string | null;
            query: string;
            variables?: {
                [key: string]: unknown;
            } | null;
        };
        /** @enum {string} */
        adhelm__core__jobs__types__State: "queued" | "running" | "done" | "failed" | "cancelled";
        adhelm__core__web__Listed_CheckOut___1: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__observe__warehouse__routes__CheckOut"][];
        };
        adhelm__core__web__Listed_CheckOut___2: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__observe__ingest__routes__sources__CheckOut"][];
        };
        adhelm__core__web__Listed_CheckOut___3: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__act__feeds__routes__CheckOut"][];
        };
        adhelm__core__web__Listed_RunOut___1: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__understand__attribution__routes__RunOut"][];
        };
        adhelm__core__web__Listed_RunOut___2: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__act__feeds__routes__RunOut"][];
        };
        adhelm__core__web__Listed_ScheduleOut___1: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__app__api__schedules__ScheduleOut"][];
        };
        adhelm__core__web__Listed_ScheduleOut___2: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__act__reports__routes__bodies__ScheduleOut"][];
        };
        adhelm__core__web__Listed_ScoreOut___1: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__understand__forecasting__routes__ScoreOut"][];
        };
        adhelm__core__web__Listed_ScoreOut___2: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__decide__prediction__routes__ScoreOut"][];
        };
        adhelm__core__web__Listed_TallyOut___1: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__observe__ingest__routes__syncing__TallyOut"][];
        };
        adhelm__core__web__Listed_TallyOut___2: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__act__alerts__routes__bodies__TallyOut"][];
        };
        adhelm__core__web__Listed_VersionOut___1: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__act__campaigns__routes__answers__VersionOut"][];
        };
        adhelm__core__web__Listed_VersionOut___2: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__observe__warehouse__routes__VersionOut"][];
        };
        adhelm__core__web__Listed_VersionOut___3: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__decide__rules__routes__bodies__VersionOut"][];
        };
        adhelm__decide__optimization__routes__kept__ChangeOut: {
            account_id: string;
            after: string | null;
            before: string | null;
            connector: string;
            currency: string;
            entity_id: string;
            field: components["schemas"]["Field"];
            level: components["schemas"]["Level"];
            name: string;
            platform: string;
        };
        adhelm__decide__optimization__routes__kept__PastOut: {
            /** Format: date-time */
            at: string;
            by: string;
            claim: string;
            data_version: number | null;
            effect: components["schemas"]["EffectOut"] | null;
            reason: string;
            state: components["schemas"]["adhelm__decide__optimization__types__kept__State"];
        };
        /** @enum {string} */
        adhelm__decide__optimization__types__kept__Basis: "platform" | "own";
        /** @enum {string} */
        adhelm__decide__optimization__types__kept__State: "open" | "taken" | "dismissed" | "expired";
        adhelm__decide__prediction__routes__JobAsked: {
            job_id: string;
        };
        adhelm__decide__prediction__routes__PastOut: {
            data_version: number;
            /** Format: date */
            made_on: string;
            model_version: number | null;
            score: number | null;
            standing: components["schemas"]["adhelm__decide__prediction__types__Standing"];
        };
        adhelm__decide__prediction__routes__ScoreOut: {
            account_id: string;
            currency: string;
            data_version: number;
            /** Format: date */
            day: string;
            entity: string;
            entity_id: string;
            goal: components["schemas"]["GoalOut"];
            level: string;
            /** Format: date-time */
            made_at: string;
            /** Format: date */
            made_on: string;
            model_version: number | null;
            platform: string;
            score: number | null;
            standing: components["schemas"]["adhelm__decide__prediction__types__Standing"];
            why: string;
        };
        /** @enum {string} */
        adhelm__decide__prediction__types__Standing: "scored" | "no_signal" | "no_model" | "no_target" | "idle";
        adhelm__decide__rules__routes__bodies__AlertOut: {
            severity: string;
            text: string;
        };
        adhelm__decide__rules__routes__bodies__ChangeOut: {
            after: string | null;
            before: string | null;
            currency: string;
            entity_id: string;
            field: components["schemas"]["Field"];
            level: string;
            name: string;
        };
        adhelm__decide__rules__routes__bodies__CheckOut: {
            clashes: components["schemas"]["ClashOut"][];
            document: {
                [key: string]: unknown;
            };
            sentence: string;
            warnings: string[];
            yaml: string;
        };
        adhelm__decide__rules__routes__bodies__RuleOut: {
            /** Format: date-time */
            at: string;
            author: string;
            document: {
                [key: string]: unknown;
            };
            fired_30d: number;
            fired_at: string | null;
            id: string;
            level: string;
            mode: components["schemas"]["Mode"];
            name: string;
            paused: boolean;
            sentence: string;
            source: string;
            text_version: number;
            version: number;
            why: string;
            yaml: string;
        };
        adhelm__decide__rules__routes__bodies__VersionOut: {
            /** Format: date-time */
            at: string;
            author: string;
            sentence: string;
            text_version: number;
            why: string;
            yaml: string;
        };
        /** @enum {string} */
        adhelm__decide__rules__types__found__Verdict: "fires" | "quiet" | "unknown" | "protected" | "cooling" | "capped" | "idle";
        adhelm__govern__compliance__routes__limits__StandingOut: {
            account: string;
            changed_at: string | null;
            changed_by: string;
            confirmed_by: string;
            effective: components["schemas"]["LimitsOut"];
            entity: string;
            limits: {
                [key: string]: unknown;
            };
            pending: components["schemas"]["RequestOut"] | null;
            reason: string;
            version: number;
        };
        adhelm__govern__compliance__routes__shared__Decision: {
            /** @default  */
            reason?: string;
        };
        adhelm__learn__outcomes__routes__ChangeOut: {
            action_id: string;
            after: string | null;
            before: string | null;
            entity_id: string;
            field: string;
            level: string;
            name: string;
            plan_id: string;
        };
        adhelm__learn__outcomes__routes__RecordOut: {
            agreed: number | null;
            autopilot: components["schemas"]["AutopilotOut"];
            better: number;
            bias: string | null;
            covered: number | null;
            currency: string;
            delivered: number | null;
            effect: string | null;
            field: string;
            high: string | null;
            judged: number;
            low: string | null;
            metric: string;
            no_difference: number;
            recommender: string;
            unsayable: number;
            waiting: number;
            worse: number;
        };
        adhelm__learn__outcomes__routes__WholeOut: {
            account: string;
            account_id: string;
            advice_id: string;
            /** Format: date-time */
            applied_at: string;
            basis: components["schemas"]["adhelm__learn__outcomes__types__Basis"];
            beside: string[];
            changes: components["schemas"]["adhelm__learn__outcomes__routes__ChangeOut"][];
            currency: string;
            data_version: number;
            effect: string | null;
            field: string;
            figures: {
                [key: string]: unknown;
            };
            /** Format: date */
            first_day: string;
            held: boolean | null;
            high: string | null;
            id: string;
            /** Format: date */
            last_day: string;
            low: string | null;
            /** Format: date-time */
            made_at: string;
            metric: string;
            platform: string;
            promised: string | null;
            promised_high: string | null;
            promised_low: string | null;
            recommender: string;
            verdict: components["schemas"]["adhelm__learn__outcomes__types__Verdict"];
            why: string;
        };
        /** @enum {string} */
        adhelm__learn__outcomes__types__Basis: "controls" | "forecast" | "none";
        /** @enum {string} */
        adhelm__learn__outcomes__types__Verdict: "better" | "worse" | "no_difference" | "unsayable" | "waiting";
        adhelm__observe__ingest__routes__imports__Settled: {
            /** @enum {string} */
            decision: "erase" | "keep" | "discard";
        };
        adhelm__observe__ingest__routes__platforms__AccountOut: {
            account_id: string;
            assigned: boolean;
            currency: string;
            name: string;
            source: string;
            status: string;
            timezone: string;
        };
        adhelm__observe__ingest__routes__platforms__PlatformOut: {
            accounts: components["schemas"]["adhelm__observe__ingest__routes__platforms__AccountOut"][];
            capabilities: components["schemas"]["StreamOut"][];
            credential: components["schemas"]["PartOut"][];
            name: string;
            title: string;
        };
        adhelm__observe__ingest__routes__shared__DaysOut: {
            /** Format: date */
            first: string;
            /** Format: date */
            last: string;
        };
        adhelm__observe__ingest__routes__shared__JobAsked: {
            job_id: string;
        };
        adhelm__observe__ingest__routes__shared__StandingOut: {
            account_id: string;
            connector: string;
            covered: components["schemas"]["adhelm__observe__ingest__routes__shared__DaysOut"][];
            days: number;
            error: components["schemas"]["adhelm__observe__ingest__routes__shared__Trouble"] | null;
            failed_at: string | null;
            held: string | null;
            last_success: string | null;
            next_run: string | null;
            provisional_from: string | null;
            rows: number;
            sources: string[];
            state: string;
            stream: string;
        };
        adhelm__observe__ingest__routes__shared__Trouble: {
            code: string;
            hint: string;
            message: string;
        };
        adhelm__observe__ingest__routes__sources__AccountOut: {
            account_id: string;
            assignments: components["schemas"]["adhelm__observe__ingest__routes__sources__DaysOut"][];
            currency: string;
            name: string;
            now_currency: string | null;
            now_timezone: string | null;
            /** Format: date-time */
            seen_at: string;
            status: string;
            timezone: string;
        };
        adhelm__observe__ingest__routes__sources__CheckOut: {
            error: components["schemas"]["adhelm__observe__ingest__routes__shared__Trouble"] | null;
            ok: boolean;
            what: string;
        };
        adhelm__observe__ingest__routes__sources__DaysOut: {
            first: string | null;
            last: string | null;
            workspace_id: string;
        };
        adhelm__observe__ingest__routes__sources__ScheduleIn: {
            every: string | null;
        };
        adhelm__observe__ingest__routes__syncing__Settled: {
            decision: components["schemas"]["adhelm__observe__ingest__types__importing__Decision"];
        };
        adhelm__observe__ingest__routes__syncing__TallyOut: {
            account_id: string;
            /** Format: date-time */
            at: string;
            connector: string;
            currency: string;
            /** Format: date */
            day: string;
            difference: string;
            field: string;
            level: string;
            ours: string;
            platform: string;
            rows: number;
            verdict: string;
        };
        /** @enum {string} */
        adhelm__observe__ingest__types__importing__Decision: "open" | "keep" | "erase" | "discard";
        adhelm__observe__plans__routes__budgets__Decision: {
            version: number;
            /** @default  */
            why?: string;
        };
        adhelm__observe__plans__routes__calendar__DayOut: {
            /** Format: date-time */
            at: string;
            author: string;
            effect: string | null;
            /** Format: date */
            first_day: string;
            id: string;
            kind: components["schemas"]["DayKind"];
            /** Format: date */
            last_day: string;
            name: string;
            reach: components["schemas"]["ReachOut"];
            source: string;
            uid: string;
            version: number;
        };
        /** @enum {string} */
        adhelm__observe__plans__types__Basis: "net" | "gross";
        /** @enum {string} */
        adhelm__observe__plans__types__Change: "new" | "changed" | "same";
        /** @enum {string} */
        adhelm__observe__plans__types__State: "proposed" | "effective" | "superseded" | "rejected" | "removed";
        adhelm__observe__warehouse__routes__CheckOut: {
            /** Format: date-time */
            at: string;
            batch: string;
            check: string;
            found: number;
            message: string;
            passed: boolean;
            scope: string;
            severity: string;
            version: number | null;
        };
        adhelm__observe__warehouse__routes__VersionOut: {
            batch: string;
            /** Format: date-time */
            known_at: string;
            version: number;
            what: string;
        };
        adhelm__understand__analysis__routes__PastOut: {
            /** Format: date-time */
            at: string;
            at_stake: string;
            currency: string;
            data_version: number;
            last_date: string | null;
            reason: string;
            severity: components["schemas"]["adhelm__understand__analysis__types__Severity"];
            state: components["schemas"]["adhelm__understand__analysis__types__State"];
        };
        /** @enum {string} */
        adhelm__understand__analysis__types__Severity: "low" | "medium" | "high";
        /** @enum {string} */
        adhelm__understand__analysis__types__State: "open" | "resolved" | "withdrawn";
        adhelm__understand__attribution__routes__LineOut: {
            claimed: string | null;
            claimed_value: string | null;
            credit: {
                [key: string]: components["schemas"]["CreditOut"];
            };
            earlier: components["schemas"]["FiguresOut"] | null;
            name: string;
            paths: number;
        };
        adhelm__understand__attribution__routes__RunOut: {
            data_version: number;
            id: string;
            journeys_at: string | null;
            /** Format: date-time */
            made_at: string;
            period: string;
            question: string;
            totals: {
                [key: string]: unknown;
            };
        };
        adhelm__understand__forecasting__routes__DayOut: {
            /** Format: date */
            date: string;
            high_80: string | null;
            high_95: string | null;
            low_80: string | null;
            low_95: string | null;
            value: string;
        };
        adhelm__understand__forecasting__routes__ScoreOut: {
            answers: boolean;
            engine: components["schemas"]["Engine"];
            held_80: number | null;
            held_95: number | null;
            mase: number | null;
            metric: string;
            note: string;
            seconds: number;
            series: number;
            wape: number | null;
        };
        /** @enum {string} */
        adhelm__understand__forecasting__types__Standing: "ok" | "short" | "silent" | "stopped" | "unknown";
        adhelm__understand__maturity__routes__RecordOut: {
            closer: number | null;
            covered: number | null;
            days: number;
            metric: string;
        };
        /** @enum {string} */
        adhelm__understand__maturity__types__State: "mature" | "developing" | "unknown" | "running";
        adhelm__understand__metrics__routes__asking__Asked: {
            as_of?: number | null;
            /** @default [] */
            by?: string[];
            /** @default  */
            compare?: string;
            /** @default default */
            conversions?: string;
            currency?: string | null;
            /** @default day */
            grain?: string;
            limit?: number | null;
            /** @default true */
            match_weekday?: boolean;
            metrics: string[];
            range?: string | null;
            /** @default [] */
            sort?: string[];
            /** @default true */
            sql?: boolean;
            /** @default  */
            where?: string;
            workspaces?: string[] | null;
        };
        adhelm__understand__metrics__routes__definitions__DayOut: {
            date: string;
            value: string | number | null;
        };
        adhelm__understand__pacing__routes__DayOut: {
            /** Format: date */
            date: string;
            expected: string | null;
            spent: string | null;
            total: string | null;
        };
        adhelm__understand__pacing__routes__PacingOut: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            record: components["schemas"]["adhelm__understand__pacing__routes__RecordOut"] | null;
            rows: components["schemas"]["PaceOut"][];
            warnings: string[];
        };
        adhelm__understand__pacing__routes__RecordOut: {
            covered: number;
            median_error: number;
            projections: number;
        };
        /** @enum {string} */
        adhelm__understand__pacing__types__State: "over" | "under" | "on_track" | "landed" | "no_spend" | "unknown" | "not_started";
        Adopt: {
            campaigns: components["schemas"]["AdoptionIn"][];
        };
        AdoptionIn: {
            account_id: string;
            allocated?: string | null;
            campaign_id: string;
            platform: string;
        };
        AdviceOut: {
            data_version: number;
            moves: {
                [key: string]: unknown;
            }[];
            silences: {
                [key: string]: unknown;
            }[];
            window: string;
        };
        AdviceSnoozeIn: {
            until: string;
            /** @default UTC */
            zone?: string;
        };
        AnalyticsOut: {
            currency: string;
            pacing: components["schemas"]["adhelm__act__campaigns__routes__answers__PacingOut"];
            period: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: {
                [key: string]: unknown;
            }[];
            total: {
                [key: string]: unknown;
            };
        };
        Answered: {
            data?: {
                [key: string]: unknown;
            } | null;
            errors?: components["schemas"]["ErrorOut"][] | null;
        };
        Application: {
            hash?: string | null;
        };
        Approval: {
            /** @default false */
            apply?: boolean;
            hash: string;
        };
        ApprovalOut: {
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            expires_at: string;
            hash: string;
            who: components["schemas"]["WhoOut"];
        };
        Approvals: {
            /** @default false */
            apply?: boolean;
            plans: components["schemas"]["OneOfSeveral"][];
        };
        AskedIn: {
            accounts?: string[] | null;
            as_of?: number | null;
            /** @default [] */
            by?: string[];
            /** @default  */
            campaign?: string;
            /** @default previous */
            compare?: string;
            currency?: string | null;
            /** @default false */
            for_client?: boolean;
            /** @default [] */
            metrics?: string[];
            /** @default  */
            range?: string;
            /**
             * @default summary
             * @enum {string}
             */
            sort?: "summary" | "performance" | "campaign" | "budget" | "changes" | "audit" | "view";
            /** @default  */
            title?: string;
            /** @default  */
            view?: string;
            /** @default  */
            where?: string;
        };
        AskedOut: {
            accounts: string[] | null;
            as_of: number | null;
            by: string[];
            campaign: string;
            compare: string;
            currency: string | null;
            for_client: boolean;
            metrics: string[];
            range: string;
            /** @enum {string} */
            sort: "summary" | "performance" | "campaign" | "budget" | "changes" | "audit" | "view";
            title: string;
            view: string;
            where: string;
        };
        AttentionOut: {
            failing: number;
            failing_streams: components["schemas"]["FailingOut"][];
            held: number;
            held_syncs: components["schemas"]["HeldShown"][];
            incidents: components["schemas"]["IncidentShown"][];
            incidents_found: number;
            synced_at: string | null;
            syncing: boolean;
        };
        AttributionOut: {
            earlier_totals: {
                [key: string]: unknown;
            } | null;
            next_cursor: string | null;
            overlaps: components["schemas"]["OverlapOut"][];
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__understand__attribution__routes__LineOut"][];
            totals: {
                [key: string]: unknown;
            };
            warnings: string[];
        };
        Audience: {
            age_max?: number | null;
            age_min?: number | null;
            /** @default [] */
            countries?: string[];
            /** @default [] */
            devices?: ("mobile" | "desktop" | "tablet" | "tv")[];
            /** @default [] */
            exclude?: string[];
            /** @default [] */
            genders?: ("female" | "male" | "unknown")[];
            /** @default [] */
            include?: string[];
            /** @default [] */
            interests?: string[];
            /** @default [] */
            keywords?: string[];
            /** @default [] */
            languages?: string[];
            /** @default [] */
            regions?: string[];
        };
        AutopilotOut: {
            earned: boolean;
            since: string | null;
            why: string[];
        };
        BackfillIn: {
            /** @default [] */
            accounts?: string[];
            /** Format: date */
            since: string;
            /** @default [] */
            streams?: string[];
            until?: string | null;
        };
        BacktestIn: {
            accounts?: string[];
            condition: string;
            /** @default 24 */
            cool_down_hours?: number;
            /** @default 90 */
            days?: number;
            /** @default false */
            hindsight?: boolean;
            /** @default campaign */
            level?: string;
            name: string;
            names?: string[];
            platforms?: string[];
            /** @default medium */
            severity?: components["schemas"]["adhelm__act__alerts__types__alerts__Severity"];
            /** @default  */
            text?: string;
        };
        BacktestOut: {
            days: number;
            days_fired: number;
            days_led: number;
            entities: components["schemas"]["EntityOut"][];
            fired_days: components["schemas"]["FiredDayOut"][];
            firings: number;
            looks: number;
            provenance: {
                [key: string]: unknown;
            };
            sentence: string;
            summary: string;
            unknown: number;
        };
        /** @enum {string} */
        "Basis-Input": "net" | "gross";
        /** @enum {string} */
        Bid: "max_cpc" | "max_cpm" | "cost_cap" | "target_cpa" | "target_roas";
        BinOut: {
            came: number;
            rows: number;
            said: number;
        };
        BookedOut: {
            currency: string;
            values: {
                [key: string]: components["schemas"]["Figure"];
            };
        };
        BrandIn: {
            /** @default  */
            accent?: string;
            /** @default  */
            colour?: string;
            logo?: string | null;
            /** @default  */
            name?: string;
        };
        BrandOut: {
            accent: string;
            colour: string;
            has_logo: boolean;
            name: string;
            version: number;
        };
        BriefDraft: {
            /** @default [] */
            descriptions?: string[];
            /** @default  */
            final_url?: string;
            /** @default [] */
            headlines?: string[];
            part_id: string;
            /** @default {} */
            settings?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
        };
        BriefIn: {
            /** @default [] */
            descriptions?: string[];
            final_url: string;
            /** @default [] */
            headlines?: string[];
            part_id: string;
            /** @default {} */
            settings?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
        };
        BudgetIn: {
            /** @default  */
            account?: string;
            amount: string;
            /** @default net */
            basis?: components["schemas"]["Basis-Input"];
            /** @default  */
            campaign?: string;
            /** @default none */
            carry?: components["schemas"]["Carry"];
            currency: string;
            /** @default  */
            group?: string;
            month: string;
            /** @default  */
            platform?: string;
            /** @default  */
            why?: string;
        };
        BudgetOut: {
            effective: components["schemas"]["BudgetVersionOut"] | null;
            id: string;
            month: string;
            proposed: components["schemas"]["BudgetVersionOut"] | null;
            reach: components["schemas"]["ReachOut"];
            version: string;
        };
        BudgetPatch: {
            amount?: string | null;
            basis?: components["schemas"]["Basis-Input"] | null;
            carry?: components["schemas"]["Carry"] | null;
            currency?: string | null;
            /** @default  */
            why?: string;
        };
        BudgetVersionOut: {
            amount: string | null;
            basis: components["schemas"]["adhelm__observe__plans__types__Basis"];
            carry: components["schemas"]["Carry"];
            currency: string;
            decided_at: string | null;
            decided_by: string;
            /** Format: date-time */
            proposed_at: string;
            proposed_by: string;
            source: string;
            state: components["schemas"]["adhelm__observe__plans__types__State"];
            version: number;
            why: string;
        };
        /** @enum {string} */
        By: "channel" | "platform" | "campaign";
        CalendarFile: {
            content: string;
            /** @default false */
            dry_run?: boolean;
            file: string;
            /** @default other */
            kind?: components["schemas"]["DayKind"];
            /** @default UTC */
            zone?: string;
        };
        CampaignIn: {
            /**
             * @default {
             *       "countries": [],
             *       "regions": [],
             *       "languages": [],
             *       "genders": [],
             *       "interests": [],
             *       "keywords": [],
             *       "include": [],
             *       "exclude": [],
             *       "devices": []
             *     }
             */
            audience?: components["schemas"]["Audience"];
            budget?: string | null;
            /** @default  */
            currency?: string;
            /** @default  */
            description?: string;
            end_date?: string | null;
            name: string;
            /** @default  */
            notes?: string;
            objective?: components["schemas"]["Objective"] | null;
            owner?: string | null;
            /** @default [] */
            platforms?: components["schemas"]["PlatformIn"][];
            start_date?: string | null;
            /**
             * @default active
             * @enum {string}
             */
            status?: "draft" | "active" | "paused";
        };
        CampaignOut: {
            allocated: string | null;
            archived_at: string | null;
            audience: {
                [key: string]: unknown;
            };
            budget: string | null;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            currency: string;
            description: string;
            end_date: string | null;
            id: string;
            missing: string[];
            name: string;
            /** @default  */
            notes?: string;
            objective: components["schemas"]["Objective"] | null;
            owner: string;
            platforms: components["schemas"]["adhelm__act__campaigns__routes__answers__PlatformOut"][];
            spent: string | null;
            start_date: string | null;
            status: components["schemas"]["Status"];
            /** Format: date-time */
            updated_at: string;
            updated_by: string;
            version: number;
        };
        CampaignReportOut: {
            compared: string;
            currencies: components["schemas"]["BookedOut"][];
            currency: string;
            days: {
                [key: string]: unknown;
            }[];
            id: string;
            name: string;
            period: string;
            platform_campaigns: components["schemas"]["PlatformPart"][];
            provenance: {
                [key: string]: unknown;
            } | null;
            status: string;
            totals: {
                [key: string]: components["schemas"]["Figure"];
            };
        };
        CardOut: {
            accuracy: number;
            alias: string;
            base_accuracy: number;
            base_brier: number;
            base_rate: number;
            brier: number;
            calibration: components["schemas"]["BinOut"][];
            data_version: number;
            entities: number;
            /** Format: date */
            first_day: string;
            held_out: number;
            importance: {
                [key: string]: number;
            };
            /** Format: date */
            last_day: string;
            level: string;
            /** Format: date-time */
            made_at: string;
            name: string;
            params: {
                [key: string]: unknown;
            };
            parent: number | null;
            recipe: string;
            rows: number;
            says: string[];
            sha256: string;
            signal: boolean;
            skill: number;
            skill_low: number;
            slope: number;
            trials: {
                [key: string]: components["schemas"]["TrialOut"];
            };
            version: number;
        };
        /** @enum {string} */
        Carry: "none" | "unspent" | "both";
        /** @enum {string} */
        CauseKind: "one" | "rate" | "mix" | "volume";
        CauseOut: {
            dimension: string;
            kind: components["schemas"]["CauseKind"];
            mix: number;
            parts: [
                string,
                number
            ][];
            rate: number;
        };
        ChangedSchedule: {
            cron?: string | null;
            every_s?: number | null;
            paused?: boolean | null;
            payload?: {
                [key: string]: unknown;
            } | null;
            zone?: string | null;
        };
        ChangeIn: {
            account: string;
            before?: string | null;
            bid?: components["schemas"]["Bid"] | null;
            entity_id: string;
            /** @enum {string} */
            field: "daily_budget" | "lifetime_budget" | "bid" | "target_cpa" | "target_roas" | "status";
            level: components["schemas"]["Level"];
            value: string | null;
        };
        ChangeRole: {
            accounts?: string[] | null;
            role: components["schemas"]["Role"];
            /** @default true */
            staff?: boolean;
        };
        ChannelChange: {
            name?: string | null;
            paused?: boolean | null;
            per_window?: number | null;
            secrets?: {
                [key: string]: unknown;
            } | null;
            settings?: {
                [key: string]: unknown;
            } | null;
            window_s?: number | null;
        };
        ChannelIn: {
            kind: components["schemas"]["ChannelKind"];
            name: string;
            /** @default false */
            paused?: boolean;
            /** @default 20 */
            per_window?: number;
            secrets?: {
                [key: string]: unknown;
            };
            settings?: {
                [key: string]: unknown;
            };
            /** @default 3600 */
            window_s?: number;
        };
        /** @enum {string} */
        ChannelKind: "email" | "slack" | "slack_app" | "teams" | "pagerduty" | "webhook" | "apprise" | "browser";
        ChannelOut: {
            error: string;
            failed_at: string | null;
            id: string;
            kind: components["schemas"]["ChannelKind"];
            /** Format: date-time */
            made_at: string;
            name: string;
            ok_at: string | null;
            paused: boolean;
            per_window: number;
            settings: {
                [key: string]: unknown;
            };
            version: number;
            window_s: number;
        };
        CheckedOut: {
            metrics: components["schemas"]["NewMetricOut"][];
            problems: components["schemas"]["MetricProblemOut"][];
        };
        CheckIn: {
            document?: {
                [key: string]: unknown;
            } | null;
            /** @default  */
            rule_id?: string;
            /** @default false */
            simulate?: boolean;
            yaml?: string | null;
        };
        ClashOut: {
            basis: string;
            code: string;
            examples: string[];
            hint: string;
            message: string;
            rules: string[];
        };
        Click: {
            id: string;
            /** @enum {string} */
            kind: "gclid" | "wbraid" | "gbraid" | "fbclid" | "ttclid" | "li_fat_id" | "twclid";
        };
        Code: {
            code: string;
        };
        /** @enum {string} */
        Comparator: "at_least" | "at_most";
        ConventionIn: {
            tables: {
                [key: string]: {
                    [key: string]: string;
                }[];
            };
            valid_from?: string | null;
            valid_to?: string | null;
        };
        ConventionKept: {
            /** Format: date-time */
            at: string;
            author: string;
            changed: boolean;
            kind: components["schemas"]["ConventionKind"];
            source: string;
            tables: {
                [key: string]: {
                    [key: string]: string;
                }[];
            };
            valid_from: string | null;
            valid_to: string | null;
            version: number;
            warnings: components["schemas"]["Warned"][];
        };
        /** @enum {string} */
        ConventionKind: "naming" | "conversions" | "fees";
        ConventionOut: {
            /** Format: date-time */
            at: string;
            author: string;
            kind: components["schemas"]["ConventionKind"];
            source: string;
            tables: {
                [key: string]: {
                    [key: string]: string;
                }[];
            };
            valid_from: string | null;
            valid_to: string | null;
            version: number;
        };
        ConversionIn: {
            /** Format: date-time */
            at: string;
            /** @default  */
            currency?: string;
            id: string;
            /** @default purchase */
            name?: string;
            person: string;
            value?: string | null;
        };
        Conversions: {
            conversions: components["schemas"]["ConversionIn"][];
        };
        CorrectedOut: {
            account: string;
            age: number | null;
            change: string | null;
            corrected: string | null;
            currency: string;
            /** Format: date */
            date: string;
            high: string | null;
            known: string | null;
            low: string | null;
            /** @enum {string} */
            metric: "conversions" | "conversion_value";
            platform: string;
            previous: string | null;
            share_known: number | null;
            state: components["schemas"]["adhelm__understand__maturity__types__State"];
        };
        Counts: {
            failing: number;
            held: number;
            synced_at: string | null;
            syncing: boolean;
        };
        CreditOut: {
            conversions: string;
            error: string | null;
            value: string | null;
        };
        CurveOut: {
            account: string;
            days: number;
            falls: boolean;
            horizon: number;
            known: (number | null)[];
            metric: string;
            own: number;
            platform: string;
        };
        CurvePointOut: {
            high: string;
            low: string;
            returns: string;
            spend: string;
        };
        DashboardOut: {
            attention: components["schemas"]["AttentionOut"];
            compared: string;
            currencies: components["schemas"]["BookedOut"][];
            currency: string;
            data_version: number;
            known_at: string | null;
            kpis: components["schemas"]["KpiWithDays"][];
            maturity: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            money: "booked" | "converted" | "apart";
            period: string;
            platforms: components["schemas"]["SideOut"][];
            reconciliation: {
                [key: string]: unknown;
            };
            warnings: string[];
        };
        DayIn: {
            /** @default  */
            account?: string;
            /** @default  */
            campaign?: string;
            effect?: string | null;
            /** Format: date */
            first_day: string;
            /** @default  */
            group?: string;
            kind: components["schemas"]["DayKind"];
            last_day?: string | null;
            name: string;
            /** @default  */
            platform?: string;
        };
        /** @enum {string} */
        DayKind: "promotion" | "holiday" | "outage" | "other";
        DayPatch: {
            effect?: string | null;
            first_day?: string | null;
            kind?: components["schemas"]["DayKind"] | null;
            last_day?: string | null;
            name?: string | null;
        };
        Days: {
            account_id: string;
            first?: string | null;
            last?: string | null;
            workspace_id?: string | null;
        };
        /** @enum {string} */
        "Decision-Output": "open" | "keep" | "erase" | "discard";
        /** @enum {string} */
        Delivered: "queued" | "sending" | "sent" | "doubtful" | "held" | "failed" | "dropped";
        DeliveryOut: {
            alert_id: string;
            attachments: number;
            attempts: number;
            channel_id: string;
            code: string;
            error: string;
            event: components["schemas"]["Event"];
            id: string;
            /** Format: date-time */
            made_at: string;
            next_at: string | null;
            recipients: string[];
            sent_at: string | null;
            state: components["schemas"]["Delivered"];
            subject: string;
        };
        DemoAsked: {
            job_id: string;
        };
        DigestIn: {
            /** @default 08:00 */
            at?: string;
            /** @default false */
            weekdays?: boolean;
            /** @default UTC */
            zone?: string;
        };
        DigestOut: {
            /** Format: date-time */
            next_at: string;
            zone: string;
        };
        /** @enum {string} */
        Direction: "raise" | "cut" | "neutral";
        DismissIn: {
            /** @default  */
            reason?: string;
        };
        DocumentOut: {
            earlier_totals: {
                [key: string]: unknown;
            } | null;
            overlaps: components["schemas"]["OverlapOut"][];
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__understand__attribution__routes__LineOut"][];
            totals: {
                [key: string]: unknown;
            };
            warnings: string[];
        };
        DraftCampaignIn: {
            /**
             * @default {
             *       "countries": [],
             *       "regions": [],
             *       "languages": [],
             *       "genders": [],
             *       "interests": [],
             *       "keywords": [],
             *       "include": [],
             *       "exclude": [],
             *       "devices": []
             *     }
             */
            audience?: components["schemas"]["Audience"];
            budget?: string | null;
            /** @default  */
            currency?: string;
            /** @default  */
            description?: string;
            end_date?: string | null;
            /** @default  */
            name?: string;
            /** @default  */
            notes?: string;
            objective?: components["schemas"]["Objective"] | null;
            owner?: string | null;
            /** @default [] */
            platforms?: components["schemas"]["PlatformIn"][];
            start_date?: string | null;
            /**
             * @default active
             * @enum {string}
             */
            status?: "draft" | "active" | "paused";
        };
        DraftCheckOut: {
            findings: components["schemas"]["DraftFindingOut"][];
            missing: string[];
        };
        DraftFindingOut: {
            code: string;
            field: string;
            hint: string;
            message: string;
        };
        EffectOut: {
            basis: components["schemas"]["adhelm__decide__optimization__types__kept__Basis"];
            currency: string;
            days: number;
            expected: string;
            high: string | null;
            low: string | null;
            metric: string;
        };
        /** @enum {string} */
        Engine: "smoothing" | "seasonal_naive" | "auto_ets" | "auto_theta" | "lstm";
        EngineIn: {
            engine: components["schemas"]["Engine"] | null;
        };
        EnrolmentOut: {
            secret: string;
            uri: string;
        };
        EnteredOut: {
            /** Format: date-time */
            created_at: string;
            id: string;
            name: string;
            role: components["schemas"]["Role"] | null;
        };
        EntityOut: {
            key: string;
            name: string;
            times: number;
        };
        EntryOut: {
            action: string;
            actor: string;
            actor_id: string;
            after: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            at: string;
            before: {
                [key: string]: unknown;
            } | null;
            hash: string;
            number: number;
            outcome: components["schemas"]["Outcome"];
            previous: string;
            reason: string;
            request_id: string;
            subject: string;
            workspace_id: string;
        };
        ErrorOut: {
            extensions: {
                [key: string]: string;
            };
            locations?: {
                [key: string]: number;
            }[] | null;
            message: string;
            path?: (string | number)[] | null;
        };
        /** @enum {string} */
        Event: "trigger" | "acknowledge" | "resolve" | "message";
        EventIn: {
            /** Format: date-time */
            at: string;
            click?: components["schemas"]["Click"] | null;
            currency?: string | null;
            id: string;
            /** @default  */
            order_id?: string;
            /** @default  */
            person?: string;
            /** @default  */
            stage?: string;
            /** @enum {string} */
            type: "purchase" | "refund" | "lead" | "qualify_lead" | "disqualify_lead" | "close_convert_lead";
            /**
             * @default {
             *       "source": "",
             *       "medium": "",
             *       "campaign": "",
             *       "content": "",
             *       "term": "",
             *       "id": ""
             *     }
             */
            utm?: components["schemas"]["Utm"];
            value?: string | null;
        };
        EventOut: {
            action_id: string;
            actor: string;
            actor_id: string;
            /** Format: date-time */
            at: string;
            data: {
                [key: string]: unknown;
            };
            kind: string;
            number: number;
            plan_id: string;
        };
        EventsAsked: {
            events: number;
            job_id: string;
        };
        EventsIn: {
            account: string;
            /**
             * @default orders
             * @enum {string}
             */
            book?: "orders" | "crm";
            events: components["schemas"]["EventIn"][];
            /** @default UTC */
            timezone?: string;
        };
        EvidenceOut: {
            condition: string;
            left: string | boolean | null;
            note: string;
            right: string | boolean | null;
            truth: components["schemas"]["Truth"];
        };
        ExpectedOut: {
            high_80: string | null;
            high_95: string | null;
            low_80: string | null;
            low_95: string | null;
            value: string;
        };
        Explained: {
            /** @enum {string} */
            kind: "metric" | "dimension";
            name: string;
            what: string;
        } & {
            [key: string]: unknown;
        };
        FactorOut: {
            second_factor: boolean;
        };
        FactOut: {
            label: string;
            value: string;
            was: string;
        };
        FailingOut: {
            account_id: string;
            code: string;
            connector: string;
            failed_at: string | null;
            hint: string;
            message: string;
            stream: string;
        };
        FeedIn: {
            credential: {
                [key: string]: string;
            };
            kind: components["schemas"]["Kind"];
            name: string;
            place?: {
                [key: string]: string;
            };
        };
        FeedOut: {
            /** Format: date-time */
            added_at: string;
            address: string;
            behind_s: number | null;
            error: components["schemas"]["adhelm__act__feeds__routes__Trouble"] | null;
            failures: number;
            kind: components["schemas"]["Kind"];
            name: string;
            newest: number;
            place: {
                [key: string]: string;
            };
            ran_at: string | null;
            rows: number | null;
            state: components["schemas"]["adhelm__act__feeds__types__State"] | null;
            version: number | null;
        };
        /** @enum {string} */
        Field: "daily_budget" | "lifetime_budget" | "bid" | "target_cpa" | "target_roas" | "status" | "create" | "negative_keywords";
        Figure: {
            change: string | null;
            previous: string | number | null;
            value: string | number | null;
        };
        FiguresOut: {
            claimed: string | null;
            claimed_value: string | null;
            credit: {
                [key: string]: components["schemas"]["CreditOut"];
            };
            paths: number;
        };
        FileIn: {
            content: string;
            /** @default false */
            dry_run?: boolean;
            file: string;
        };
        FileOut: {
            bytes: number;
            /** @enum {string} */
            form: "html" | "pdf" | "xlsx" | "csv" | "json" | "png" | "adcp";
            name: string;
            sha256: string;
        };
        FindingOut: {
            account_id: string;
            alerts: components["schemas"]["adhelm__decide__rules__routes__bodies__AlertOut"][];
            branch: string;
            changes: components["schemas"]["adhelm__decide__rules__routes__bodies__ChangeOut"][];
            connector: string;
            currency: string;
            entity_id: string;
            evidence: components["schemas"]["EvidenceOut"][];
            level: string;
            name: string;
            platform: string;
            verdict: components["schemas"]["adhelm__decide__rules__types__found__Verdict"];
            why: string;
        };
        FiredDayOut: {
            /** Format: date */
            day: string;
            entities: string[];
            led: boolean;
        };
        FiringOut: {
            account_id: string;
            alerts: components["schemas"]["adhelm__decide__rules__routes__bodies__AlertOut"][];
            /** Format: date-time */
            at: string;
            branch: string;
            changes: components["schemas"]["adhelm__decide__rules__routes__bodies__ChangeOut"][];
            connector: string;
            currency: string;
            data_version: number;
            /** Format: date */
            day: string;
            entity_id: string;
            evidence: components["schemas"]["EvidenceOut"][];
            id: string;
            level: string;
            mode: components["schemas"]["Mode"];
            name: string;
            platform: string;
            recommendation_id: string;
            rule_id: string;
            rule_version: number;
            verdict: components["schemas"]["adhelm__decide__rules__types__found__Verdict"];
            why: string;
        };
        ForecastOut: {
            account_id: string;
            change: string | null;
            compared: string | null;
            currency: string;
            days: components["schemas"]["adhelm__understand__forecasting__routes__DayOut"][];
            entity: string;
            entity_id: string;
            held_80: string | null;
            held_95: string | null;
            known_days: number;
            mase: string | null;
            metric: string;
            notes: string[];
            platform: string;
            standing: components["schemas"]["adhelm__understand__forecasting__types__Standing"];
            total: components["schemas"]["ExpectedOut"] | null;
            trend: string | null;
        };
        /** @enum {string} */
        Form: "csv" | "xlsx";
        FreezeIn: {
            /** @default  */
            account?: string;
            /** @default  */
            reason?: string;
        };
        FromAdvice: {
            recommendation_id: string;
        };
        Given: {
            assignments: components["schemas"]["Days"][];
        };
        GoalOut: {
            currency: string;
            metric: string;
            own: boolean;
            source: string;
            value: string | null;
        };
        HappenedOut: {
            /** Format: date-time */
            at: string;
            change: components["schemas"]["adhelm__act__alerts__types__alerts__Change"];
            data: {
                [key: string]: unknown;
            };
            number: number;
            who: string;
        };
        HeldOut: {
            account_id: string;
            /** Format: date-time */
            at: string;
            connector: string;
            entities: number | null;
            examples: string[];
            first_day: string | null;
            id: string;
            last_day: string | null;
            rows: number | null;
            spend: {
                [key: string]: string;
            };
            streams: string[];
        };
        HeldShown: {
            account_id: string;
            connector: string;
            id: string;
        };
        HistoryOut: {
            incident: components["schemas"]["IncidentOut"];
            past: components["schemas"]["adhelm__understand__analysis__routes__PastOut"][];
            provenance: {
                [key: string]: unknown;
            };
        };
        Holidays: {
            country: string;
            /** @default false */
            dry_run?: boolean;
            /** @default  */
            region?: string;
            years: number[];
        };
        HTTPValidationError: {
            detail?: components["schemas"]["ValidationError"][];
        };
        ImportAsked: {
            bytes: number;
            file: string;
            job_id: string;
            sha256: string;
        };
        ImportOut: {
            account_id: string | null;
            /** Format: date-time */
            at: string;
            bytes: number;
            changes: {
                [key: string]: number;
            } | null;
            currency: string | null;
            data_version: number | null;
            decision: components["schemas"]["Decision-Output"] | null;
            error: components["schemas"]["adhelm__observe__ingest__routes__shared__Trouble"] | null;
            file: string;
            first_day: string | null;
            id: string;
            last_day: string | null;
            level: string | null;
            notes: string[];
            platform: string | null;
            questions: components["schemas"]["QuestionOut"][];
            rejected: number | null;
            rows: number | null;
            same_as: string | null;
            sha256: string;
            state: components["schemas"]["ImportState"];
            sums: {
                [key: string]: string | null;
            };
        };
        /** @enum {string} */
        ImportState: "running" | "interrupted" | "loaded" | "unchanged" | "held" | "asked" | "failed" | "discarded" | "dry_run" | "skipped";
        IncidentOut: {
            account_id: string;
            also: string[];
            at_stake: string;
            calendar: string[];
            cause: components["schemas"]["CauseOut"] | null;
            change: string | null;
            currency: string;
            /** Format: date */
            date: string;
            days: number;
            detector: string;
            entity: string;
            entity_id: string;
            expected: string;
            explains: string[];
            high: string;
            id: string;
            joint: number | null;
            last_date: string | null;
            level: string;
            low: string;
            metric: string;
            notes: string[];
            observed: string | null;
            opened_at: string | null;
            opened_version: number | null;
            planned: boolean;
            platform: string;
            provisional: boolean;
            reason: string;
            score: number;
            severity: components["schemas"]["adhelm__understand__analysis__types__Severity"];
            since: string | null;
            state: components["schemas"]["adhelm__understand__analysis__types__State"];
        };
        IncidentShown: {
            account_id: string;
            at_stake: string;
            currency: string;
            /** Format: date */
            date: string;
            entity: string;
            id: string;
            metric: string;
            platform: string;
            reason: string;
            severity: string;
        };
        InvitationOut: {
            email: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            role: components["schemas"]["Role"];
            token: string;
        };
        Invite: {
            accounts?: string[] | null;
            email: string;
            /** @default viewer */
            role?: components["schemas"]["Role"];
            staff?: boolean | null;
        };
        ItemOut: {
            action_id: string;
            change: components["schemas"]["adhelm__act__publishing__routes__answers__ChangeOut"];
            code: string;
            direction: components["schemas"]["Direction"];
            hint: string;
            live: string | null;
            message: string;
            state: components["schemas"]["ActionState"];
            undo: string;
            undoes: string;
            verdicts: components["schemas"]["VerdictOut"][];
        };
        JobOut: {
            actor: string;
            actor_id: string;
            attempts: number;
            cancelling: boolean;
            done: number;
            ended_at: string | null;
            ends_about: string | null;
            error: string | null;
            error_code: string | null;
            id: string;
            kind: string;
            /** Format: date-time */
            made_at: string;
            max_attempts: number;
            priority: number;
            request_id: string;
            /** Format: date-time */
            run_at: string;
            started_at: string | null;
            state: components["schemas"]["adhelm__core__jobs__types__State"];
            total: number | null;
            what: string;
        };
        JobShown: {
            actor: string;
            actor_id: string;
            attempts: number;
            cancelling: boolean;
            done: number;
            ended_at: string | null;
            ends_about: string | null;
            error: string | null;
            error_code: string | null;
            id: string;
            kind: string;
            log: components["schemas"]["adhelm__app__api__jobs__LineOut"][];
            /** Format: date-time */
            made_at: string;
            max_attempts: number;
            priority: number;
            request_id: string;
            /** Format: date-time */
            run_at: string;
            started_at: string | null;
            state: components["schemas"]["adhelm__core__jobs__types__State"];
            total: number | null;
            what: string;
        };
        KeptOut: {
            added: number;
            changed: number;
            same: number;
        };
        KeyOut: {
            accounts: string[] | null;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            expires_at: string | null;
            id: string;
            last_used_at: string | null;
            name: string;
            person_id: string | null;
            revoked_at: string | null;
            scopes: components["schemas"]["Scope"][];
            staff: boolean;
            workspace_id: string;
        };
        /** @enum {string} */
        Kind: "postgresql" | "bigquery" | "sheets";
        KpiOut: {
            better: string;
            change: string | null;
            formula: string;
            label: string;
            name: string;
            previous: string | number | null;
            provisional: boolean;
            reconciliation: string;
            unit: string;
            value: string | number | null;
        };
        KpiWithDays: {
            better: string;
            change: string | null;
            daily: (string | number | null)[];
            formula: string;
            label: string;
            name: string;
            previous: string | number | null;
            provisional: boolean;
            reconciliation: string;
            unit: string;
            value: string | number | null;
        };
        Launch: {
            parts: components["schemas"]["BriefIn"][];
        };
        LaunchedOut: {
            account: string;
            made: {
                [key: string]: string;
            };
            missing: string[];
            part_id: string;
            state: components["schemas"]["LaunchState"];
            why: string;
        };
        /** @enum {string} */
        LaunchState: "planned" | "partial" | "paused" | "enabled" | "removed";
        /** @enum {string} */
        Level: "account" | "campaign" | "ad_group" | "ad" | "keyword" | "search_term";
        LimitsIn: {
            /** @default  */
            account?: string;
            /** @default  */
            entity?: string;
            limits: components["schemas"]["LimitsSet"];
            /** @default  */
            reason?: string;
        };
        LimitsOut: {
            autopilot: string[];
            bid_ceiling: string | null;
            ceiling: string | null;
            cooldown_after_cut_hours: string;
            cooldown_after_raise_hours: string;
            cooldown_after_raise_tiktok_hours: string;
            currency: string | null;
            exposure_cap: string | null;
            floor: string | null;
            lifetime_ceiling: string | null;
            live: boolean;
            max_cut: string;
            max_data_age_hours: string;
            max_raise: string;
            max_raise_day: string;
            meta_ad_set_writes_per_hour: string;
            overshoot_google_ads: string;
            overshoot_linkedin: string;
            overshoot_meta: string;
            overshoot_tiktok: string;
            overshoot_x: string;
            raises_per_day: string;
            second_approver_entities: string;
            second_approver_share: string;
        };
        LimitsSet: {
            autopilot?: components["schemas"]["Action"][] | null;
            bid_ceiling?: string | null;
            ceiling?: string | null;
            cooldown_after_cut_hours?: string | null;
            cooldown_after_raise_hours?: string | null;
            cooldown_after_raise_tiktok_hours?: string | null;
            currency?: string | null;
            exposure_cap?: string | null;
            floor?: string | null;
            lifetime_ceiling?: string | null;
            live?: boolean | null;
            max_cut?: string | null;
            max_data_age_hours?: string | null;
            max_raise?: string | null;
            max_raise_day?: string | null;
            meta_ad_set_writes_per_hour?: number | null;
            overshoot_google_ads?: string | null;
            overshoot_linkedin?: string | null;
            overshoot_meta?: string | null;
            overshoot_tiktok?: string | null;
            overshoot_x?: string | null;
            raises_per_day?: number | null;
            second_approver_entities?: number | null;
            second_approver_share?: string | null;
        };
        LinkIn: {
            /** @default 14 */
            days?: number;
            /** @enum {string} */
            form: "html" | "pdf" | "xlsx" | "csv" | "json" | "png" | "adcp";
        };
        LinkOut: {
            author: string;
            /** Format: date-time */
            expires_at: string;
            /** @enum {string} */
            form: "html" | "pdf" | "xlsx" | "csv" | "json" | "png" | "adcp";
            id: string;
            /** Format: date-time */
            made_at: string;
            opened: number;
            report_id: string;
            revoked: boolean;
        };
        LintFindingOut: {
            field: string;
            hint: string;
            lack: string;
        };
        LintIn: {
            parts: components["schemas"]["BriefDraft"][];
        };
        LintOut: {
            account: string;
            categories: string[];
            findings: components["schemas"]["LintFindingOut"][];
            hint: string;
            needs: components["schemas"]["NeedOut"][];
            part_id: string;
            platform: string;
            why: string;
        };
        Listed_AccountOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__observe__ingest__routes__sources__AccountOut"][];
        };
        Listed_ActionOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["ActionOut"][];
        };
        Listed_AlertOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__act__alerts__routes__bodies__AlertOut"][];
        };
        Listed_BudgetOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["BudgetOut"][];
        };
        Listed_BudgetVersionOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["BudgetVersionOut"][];
        };
        Listed_CampaignOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["CampaignOut"][];
        };
        Listed_ChannelOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["ChannelOut"][];
        };
        Listed_ClashOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["ClashOut"][];
        };
        Listed_CurveOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["CurveOut"][];
        };
        Listed_DayOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__observe__plans__routes__calendar__DayOut"][];
        };
        Listed_DeliveryOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["DeliveryOut"][];
        };
        Listed_dict_str__Any__: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: {
                [key: string]: unknown;
            }[];
        };
        Listed_EnteredOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["EnteredOut"][];
        };
        Listed_EntryOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["EntryOut"][];
        };
        Listed_EventOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["EventOut"][];
        };
        Listed_FeedOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["FeedOut"][];
        };
        Listed_FiringOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["FiringOut"][];
        };
        Listed_ForecastOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["ForecastOut"][];
        };
        Listed_HeldOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["HeldOut"][];
        };
        Listed_ImportOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["ImportOut"][];
        };
        Listed_IncidentOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["IncidentOut"][];
        };
        Listed_JobOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["JobOut"][];
        };
        Listed_KeyOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["KeyOut"][];
        };
        Listed_LaunchedOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["LaunchedOut"][];
        };
        Listed_LinkOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["LinkOut"][];
        };
        Listed_LintOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["LintOut"][];
        };
        Listed_LogOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["LogOut"][];
        };
        Listed_MarkOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["MarkOut"][];
        };
        Listed_MemberOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["MemberOut"][];
        };
        Listed_MetricLine_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["MetricLine"][];
        };
        Listed_MetricOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["MetricOut"][];
        };
        Listed_ModelOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["ModelOut"][];
        };
        Listed_MomentOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["MomentOut"][];
        };
        Listed_MoveOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["MoveOut"][];
        };
        Listed_NoteOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["NoteOut"][];
        };
        Listed_OutcomeOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["OutcomeOut"][];
        };
        Listed_PlanAnswerOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["PlanAnswerOut"][];
        };
        Listed_PlanBriefOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["PlanBriefOut"][];
        };
        Listed_PlatformOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__observe__ingest__routes__platforms__PlatformOut"][];
        };
        Listed_QuarantinedOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["QuarantinedOut"][];
        };
        Listed_RateOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["RateOut"][];
        };
        Listed_RecommendationOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["RecommendationOut"][];
        };
        Listed_RecordOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__learn__outcomes__routes__RecordOut"][];
        };
        Listed_RequestOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["RequestOut"][];
        };
        Listed_ReviewedOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["ReviewedOut"][];
        };
        Listed_RuleOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__decide__rules__routes__bodies__RuleOut"][];
        };
        Listed_SentOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["SentOut"][];
        };
        Listed_SettableOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["SettableOut"][];
        };
        Listed_SettingsOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["SettingsOut"][];
        };
        Listed_SourceOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["SourceOut"][];
        };
        Listed_StandingOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["adhelm__observe__ingest__routes__shared__StandingOut"][];
        };
        Listed_StepOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["StepOut"][];
        };
        Listed_StopOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["StopOut"][];
        };
        Listed_TargetOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["TargetOut"][];
        };
        Listed_TargetVersionOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["TargetVersionOut"][];
        };
        Listed_TriedOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["TriedOut"][];
        };
        Listed_TurnOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["TurnOut"][];
        };
        Listed_UntaggedOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["UntaggedOut"][];
        };
        Listed_VersionListed_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["VersionListed"][];
        };
        Listed_ViewOut_: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["ViewOut"][];
        };
        Live: {
            /** @constant */
            status: "live";
        };
        Login: {
            /** @default  */
            code?: string;
            name: string;
            password: string;
        };
        LogOut: {
            account_id: string;
            action: string;
            action_id: string;
            after: string | null;
            approved_by: string[];
            /** Format: date-time */
            at: string;
            before: string | null;
            confidence: string | null;
            connector: string;
            currency: string;
            entity_id: string;
            error: string;
            error_code: string;
            level: components["schemas"]["Level"];
            live: string | null;
            name: string;
            plan_id: string;
            reason: string;
            recommendation_id: string;
            source: string;
            state: components["schemas"]["ActionState"];
            success: boolean;
            undo_of: string;
            who: string;
        };
        LookOut: {
            counts: {
                [key: string]: number;
            };
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["FindingOut"][];
            sentence: string;
        };
        MadeOut: {
            allocated: string | null;
            archived_at: string | null;
            audience: {
                [key: string]: unknown;
            };
            budget: string | null;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            currency: string;
            description: string;
            dry_run: boolean;
            end_date: string | null;
            id: string;
            missing: string[];
            name: string;
            /** @default  */
            notes?: string;
            objective: components["schemas"]["Objective"] | null;
            owner: string;
            platforms: components["schemas"]["adhelm__act__campaigns__routes__answers__PlatformOut"][];
            spent: string | null;
            split: components["schemas"]["SplitOut"] | null;
            start_date: string | null;
            status: components["schemas"]["Status"];
            /** Format: date-time */
            updated_at: string;
            updated_by: string;
            version: number;
        };
        MakeIn: {
            forms: ("html" | "pdf" | "xlsx" | "csv" | "json" | "png" | "adcp")[];
            /** @default 0 */
            link_days?: number;
            recipients?: components["schemas"]["RecipientsIn"];
            report: components["schemas"]["AskedIn"];
        };
        MarkIn: {
            /** @default  */
            alert_id?: string;
            day?: string | null;
            opinion: components["schemas"]["Opinion"];
            /** @default  */
            what?: string;
        };
        MarkOut: {
            alert_id: string;
            /** Format: date-time */
            at: string;
            day: string | null;
            detector: string;
            episode: number;
            id: string;
            opinion: components["schemas"]["Opinion"];
            what: string;
            who: string;
        };
        MaturityOut: {
            next_cursor: string | null;
            provenance: {
                [key: string]: unknown;
            };
            record: components["schemas"]["adhelm__understand__maturity__routes__RecordOut"][];
            rows: components["schemas"]["CorrectedOut"][];
            totals: components["schemas"]["TotalOut"][];
            warnings: string[];
        };
        MemberOut: {
            accounts: string[] | null;
            active: boolean;
            company: string;
            /** Format: date-time */
            created_at: string;
            email: string;
            id: string;
            role: components["schemas"]["Role"];
            staff: boolean;
            username: string;
            workspace_id: string;
        };
        MeOut: {
            key: components["schemas"]["KeyOut"] | null;
            person_id: string | null;
            username: string | null;
            workspaces: components["schemas"]["EnteredOut"][];
        };
        MetricLine: {
            definition: string;
            /** @enum {string} */
            kind: "metric" | "dimension" | "window" | "rule";
            name: string;
            unit: string;
            what: string;
        };
        MetricOut: {
            clicks: number | null;
            conversion_value: string | null;
            conversions: string | null;
            currency: string;
            /** Format: date */
            date: string;
            impressions: number | null;
            origin: string;
            platform: string;
            pushed_at: string | null;
            source: string;
            spend: string | null;
        };
        MetricProblemOut: {
            hint: string;
            line: number;
            message: string;
            place: string;
        };
        MetricText: {
            text: string;
        };
        MetricTrial: {
            currency?: string | null;
            text: string;
        };
        /** @enum {string} */
        Mode: "watch" | "propose" | "autopilot";
        ModeIn: {
            /** @default [] */
            autopilot?: components["schemas"]["Action"][];
            live: boolean;
            /** @default  */
            reason?: string;
        };
        /** @enum {string} */
        Model: "first" | "last" | "linear" | "time_decay" | "position" | "markov" | "shapley" | "shapley_rate";
        ModelOut: {
            alias: string;
            base_brier: number;
            base_rate: number;
            brier: number;
            data_version: number;
            /** Format: date */
            first_day: string;
            held_out: number;
            /** Format: date */
            last_day: string;
            level: string;
            /** Format: date-time */
            made_at: string;
            name: string;
            parent: number | null;
            recipe: string;
            rows: number;
            sha256: string;
            signal: boolean;
            skill: number;
            skill_low: number;
            slope: number;
            version: number;
        };
        ModeOut: {
            account: string;
            autopilot: string[];
            live: boolean;
            pending: components["schemas"]["RequestOut"] | null;
            version: number;
        };
        MomentOut: {
            after: string | null;
            /** Format: date-time */
            at: string;
            before: string | null;
            by: string;
            field: string;
            plan_id: string;
            reason: string;
            state: string;
            who: string;
        };
        MoveOut: {
            account_id: string;
            amount: string;
            currency: string;
            data_version: number;
            from_campaign: string;
            from_campaign_id: string;
            from_proposed: string;
            from_spend: string;
            gain: string;
            gain_high: string;
            gain_low: string;
            id: string;
            limits: string[];
            metric: string;
            platform: string;
            reason: string;
            to_campaign: string;
            to_campaign_id: string;
            to_proposed: string;
            to_spend: string;
            window: string;
        };
        NeedOut: {
            level: string;
            name: string;
            what: string;
        };
        NegativesIn: {
            account: string;
            entity_id: string;
            keywords: [
                string,
                "exact" | "phrase" | "broad"
            ][];
            level: components["schemas"]["Level"];
        };
        NewKey: {
            accounts?: string[] | null;
            expires_at?: string | null;
            name: string;
            /**
             * @default [
             *       "read"
             *     ]
             */
            scopes?: components["schemas"]["Scope"][];
            staff?: boolean | null;
        };
        NewKeyOut: {
            accounts: string[] | null;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            expires_at: string | null;
            id: string;
            key: string;
            last_used_at: string | null;
            name: string;
            person_id: string | null;
            revoked_at: string | null;
            scopes: components["schemas"]["Scope"][];
            staff: boolean;
            workspace_id: string;
        };
        NewLinkOut: {
            author: string;
            /** Format: date-time */
            expires_at: string;
            /** @enum {string} */
            form: "html" | "pdf" | "xlsx" | "csv" | "json" | "png" | "adcp";
            id: string;
            /** Format: date-time */
            made_at: string;
            opened: number;
            path: string;
            report_id: string;
            revoked: boolean;
            token: string;
        };
        NewMetricOut: {
            definition: string;
            name: string;
            unit: string;
            version: string;
            what: string;
        };
        NewSchedule: {
            cron?: string | null;
            every_s?: number | null;
            kind: string;
            name: string;
            payload?: {
                [key: string]: unknown;
            };
            /** @default UTC */
            zone?: string;
        };
        NewWorkspace: {
            id: string;
            /** @default  */
            name?: string;
        };
        NoteIn: {
            /** @default  */
            account?: string;
            /** @default  */
            campaign?: string;
            /** Format: date */
            first_day: string;
            /** @default  */
            group?: string;
            /** @default false */
            internal?: boolean;
            last_day?: string | null;
            /** @default  */
            platform?: string;
            text: string;
        };
        NoteOut: {
            /** Format: date-time */
            at: string;
            author: string;
            /** Format: date-time */
            changed_at: string;
            /** Format: date */
            first_day: string;
            id: string;
            internal: boolean;
            /** Format: date */
            last_day: string;
            reach: components["schemas"]["ReachOut"];
            text: string;
            version: number;
        };
        NotePatch: {
            first_day?: string | null;
            internal?: boolean | null;
            last_day?: string | null;
            text?: string | null;
        };
        /** @enum {string} */
        Objective: "awareness" | "traffic" | "engagement" | "video_views" | "leads" | "app_promotion" | "sales" | "recruiting";
        OneOfSeveral: {
            hash: string;
            plan_id: string;
        };
        OneOut: {
            budget: components["schemas"]["PaceOut"];
            days: components["schemas"]["adhelm__understand__pacing__routes__DayOut"][];
            provenance: {
                [key: string]: unknown;
            };
            record: components["schemas"]["adhelm__understand__pacing__routes__RecordOut"] | null;
            warnings: string[];
        };
        /** @enum {string} */
        Opinion: "useful" | "useless" | "missed";
        OptimizeIn: {
            /** @default 0.50 */
            max_cut?: string;
            /** @default 0.20 */
            max_raise?: string;
        };
        OtherValue: {
            place: number;
            value: string;
        };
        /** @enum {string} */
        Outcome: "done" | "refused";
        OutcomeOut: {
            account: string;
            account_id: string;
            advice_id: string;
            /** Format: date-time */
            applied_at: string;
            basis: components["schemas"]["adhelm__learn__outcomes__types__Basis"];
            currency: string;
            data_version: number;
            effect: string | null;
            field: string;
            /** Format: date */
            first_day: string;
            held: boolean | null;
            high: string | null;
            id: string;
            /** Format: date */
            last_day: string;
            low: string | null;
            /** Format: date-time */
            made_at: string;
            metric: string;
            platform: string;
            promised: string | null;
            promised_high: string | null;
            promised_low: string | null;
            recommender: string;
            verdict: components["schemas"]["adhelm__learn__outcomes__types__Verdict"];
            why: string;
        };
        OverlapOut: {
            conversions: number;
            other: string;
            platform: string;
            value: string | null;
        };
        OwnMetricsOut: {
            at: string | null;
            author: string;
            names: string[];
            text: string;
            version: number;
        };
        PaceOut: {
            account: string;
            available: string | null;
            basis: components["schemas"]["adhelm__observe__plans__types__Basis"];
            before: components["schemas"]["ProjectedOut"] | null;
            budget_id: string;
            campaign: string;
            carried: string | null;
            currency: string;
            daily_expected: string | null;
            daily_needed: string | null;
            days: number;
            days_known: number;
            gap: string | null;
            group: string;
            high: string | null;
            low: string | null;
            missing: string[];
            month: string;
            planned: string;
            platform: string;
            projected: string | null;
            reach: string;
            runs_out_on: string | null;
            spent: string | null;
            state: components["schemas"]["adhelm__understand__pacing__types__State"];
            through: string | null;
            why: string;
        };
        PartOut: {
            name: string;
            needed: boolean;
            secret: boolean;
            what: string;
        };
        Password: {
            password: string;
        };
        Patch: {
            /**
             * @default {
             *       "countries": [],
             *       "regions": [],
             *       "languages": [],
             *       "genders": [],
             *       "interests": [],
             *       "keywords": [],
             *       "include": [],
             *       "exclude": [],
             *       "devices": []
             *     }
             */
            audience?: components["schemas"]["Audience"];
            budget?: string | null;
            /** @default  */
            currency?: string;
            /** @default  */
            description?: string;
            end_date?: string | null;
            name?: string | null;
            /** @default  */
            notes?: string;
            objective?: components["schemas"]["Objective"] | null;
            owner?: string | null;
            /** @default [] */
            platforms?: components["schemas"]["PlatformIn"][];
            /** @default false */
            split_anew?: boolean;
            start_date?: string | null;
            status?: components["schemas"]["Status"] | null;
        };
        PersonOut: {
            active: boolean;
            company: string;
            /** Format: date-time */
            created_at: string;
            email: string;
            id: string;
            username: string;
        };
        PlanAnswerOut: {
            code: string;
            hint: string;
            message: string;
            plan_id: string;
            state: components["schemas"]["PlanState"] | null;
        };
        PlanBriefOut: {
            accounts: string[];
            allowed: boolean;
            approvals: components["schemas"]["ApprovalOut"][];
            changes: number;
            closed_at: string | null;
            closed_by: string;
            closed_reason: string;
            data_version: number | null;
            directions: components["schemas"]["Direction"][];
            /** Format: date-time */
            expires_at: string;
            fields: components["schemas"]["Field"][];
            hash: string;
            id: string;
            /** Format: date-time */
            made_at: string;
            needed: number;
            needed_why: string[];
            proposer: components["schemas"]["WhoOut"];
            reason: string;
            recommendation_id: string;
            released_at: string | null;
            source: string;
            state: components["schemas"]["PlanState"];
            subject: string;
            undo_of: string;
        };
        PlannedPurseOut: {
            at: string;
            budget: string;
            expected_spend: string;
            id: string;
            least: string;
            most: string;
            name: string;
            proposed: string;
        };
        PlannedSplitOut: {
            basis: components["schemas"]["adhelm__decide__optimization__types__kept__Basis"];
            changes: components["schemas"]["PlannerChangeOut"][];
            currency: string;
            expected: string;
            high: string;
            low: string;
            metric: string;
            pool: string;
            present: string;
            provenance: components["schemas"]["PlannerProvenanceOut"];
            purses: components["schemas"]["PlannedPurseOut"][];
            scenarios: components["schemas"]["PlannerScenarioOut"][];
            total: string;
        };
        PlannerBoundIn: {
            least?: string | null;
            most?: string | null;
            purse: string;
        };
        PlannerChangeOut: {
            account: string;
            before: string;
            entity_id: string;
            field: string;
            level: string;
            name: string;
            value: string;
        };
        PlannerIn: {
            /** @default [] */
            bounds?: components["schemas"]["PlannerBoundIn"][];
            /** @default 0.50 */
            max_cut?: string;
            /** @default 0.20 */
            max_raise?: string;
            pool: string;
            total?: string | null;
        };
        PlannerProvenanceOut: {
            data_version: number;
            /** Format: date-time */
            read_at: string;
            window: string;
        };
        PlannerScenarioOut: {
            expected: string;
            high: string;
            low: string;
            total: string;
        };
        PlanOut: {
            accounts: string[];
            allowed: boolean;
            approvals: components["schemas"]["ApprovalOut"][];
            changes: number;
            closed_at: string | null;
            closed_by: string;
            closed_reason: string;
            data_version: number | null;
            directions: components["schemas"]["Direction"][];
            expected: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            expires_at: string;
            fields: components["schemas"]["Field"][];
            hash: string;
            id: string;
            items: components["schemas"]["ItemOut"][];
            /** Format: date-time */
            made_at: string;
            needed: number;
            needed_why: string[];
            proposer: components["schemas"]["WhoOut"];
            reason: string;
            recommendation_id: string;
            released_at: string | null;
            source: string;
            state: components["schemas"]["PlanState"];
            subject: string;
            undo_of: string;
        };
        PlanReplacement: {
            hash: string;
            /** @default  */
            reason?: string;
            values: components["schemas"]["OtherValue"][];
        };
        /** @enum {string} */
        PlanState: "waiting" | "approved" | "rejected" | "expired" | "applying" | "applied";
        PlatformIn: {
            /** @default  */
            account?: string;
            budget?: string | null;
            /** @default  */
            id?: string;
            platform: string;
        };
        PlatformPart: {
            account_id: string;
            campaign_id: string;
            connector: string;
        };
        PointOut: {
            expected: number | null;
            label: string;
            value: number | null;
        };
        PolicyIn: {
            mutes?: {
                [key: string]: unknown;
            }[];
            route: {
                [key: string]: unknown;
            };
        };
        PolicyOut: {
            at: string | null;
            by: string;
            mutes: {
                [key: string]: unknown;
            }[];
            route: {
                [key: string]: unknown;
            };
            version: number;
        };
        PoolOut: {
            account: string;
            basis: components["schemas"]["adhelm__decide__optimization__types__kept__Basis"];
            currency: string;
            metric: string;
            platform: string;
            pool: string;
            purses: components["schemas"]["PurseOut"][];
            steerable: boolean;
            total: string;
        };
        PoolsOut: {
            provenance: components["schemas"]["PlannerProvenanceOut"];
            rows: components["schemas"]["PoolOut"][];
        };
        Problem: {
            code: string;
            facts?: {
                [key: string]: unknown;
            };
            /** @default  */
            hint?: string;
            request_id: string;
            status: number;
            title: string;
            type: string;
        };
        ProjectedOut: {
            data_version: number;
            high: string;
            landed: string | null;
            low: string;
            /** Format: date-time */
            made_at: string;
            projected: string;
            spent: string;
            /** Format: date */
            through: string;
        };
        Proposal: {
            /** @default [] */
            changes?: components["schemas"]["ChangeIn"][];
            /** @default [] */
            negative_keywords?: components["schemas"]["NegativesIn"][];
            reason: string;
        };
        ProtectIn: {
            account: string;
            entity: string;
            reason: string;
            until?: string | null;
        };
        PurseOut: {
            account: string;
            budget: string;
            campaigns: number;
            curve: components["schemas"]["CurvePointOut"][];
            id: string;
            left_alone: string;
            name: string;
            platform: string;
            spent: string | null;
        };
        Push: {
            rows: components["schemas"]["PushedIn"][];
        };
        PushedIn: {
            clicks?: number | null;
            conversion_value?: string | null;
            conversions?: string | null;
            /** @default  */
            currency?: string;
            /** Format: date */
            date: string;
            impressions?: number | null;
            platform: string;
            /** @default api */
            source?: string;
            spend?: string | null;
        };
        PushOut: {
            added: number;
            changed: number;
            unchanged: number;
        };
        QuarantinedOut: {
            code: string;
            file: string;
            line: number;
            reason: string;
            row: string;
        };
        QuestionIn: {
            /** @default channel */
            by?: components["schemas"]["By"];
            /** @default 30 */
            click_days?: number;
            /** @default  */
            conversion?: string;
            /** @default  */
            currency?: string;
            /** @default 7 */
            half_life_days?: number;
            /** @default [] */
            models?: components["schemas"]["Model"][];
            /** @default 1 */
            order?: number;
            /** @default 28d */
            range?: string;
            /** @default 1 */
            view_days?: number;
        };
        QuestionOut: {
            choices: string[];
            code: string;
            parameter: string;
            text: string;
        };
        RateIn: {
            base: string;
            /** Format: date */
            date: string;
            quote: string;
            rate: string;
        };
        RateOut: {
            base: string;
            /** Format: date */
            date: string;
            quote: string;
            rate: string;
            source: string;
        };
        RatesIn: {
            rates: components["schemas"]["RateIn"][];
            /** @default api */
            source?: string;
        };
        RatesKept: {
            added: number;
            changed: number;
            data_version: number;
            unchanged: number;
        };
        ReachOut: {
            account: string;
            campaign: string;
            group: string;
            platform: string;
        };
        Ready: {
            database: string;
            /** @enum {string} */
            status: "ready" | "not ready";
        };
        ReasonOut: {
            feature: string;
            points: number;
            value: number | string | null;
            words: string;
        };
        RecipientsIn: {
            /** @default [] */
            channels?: string[];
            /** @default [] */
            emails?: string[];
        };
        RecommendationOut: {
            account: string;
            changes: components["schemas"]["adhelm__decide__optimization__routes__kept__ChangeOut"][];
            claim: string;
            closed_at: string | null;
            closed_by: string;
            confidence: number | null;
            cost_if_wrong: string | null;
            currency: string;
            data_version: number | null;
            effect: components["schemas"]["EffectOut"] | null;
            evidence: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            expires_at: string;
            id: string;
            kind: string;
            /** Format: date-time */
            made_at: string;
            plan_id: string;
            platform: string;
            reason: string;
            /** Format: date-time */
            renewed_at: string;
            snoozed_until: string | null;
            source: string;
            state: components["schemas"]["adhelm__decide__optimization__types__kept__State"];
        };
        RecommendationWhole: {
            account: string;
            changes: components["schemas"]["adhelm__decide__optimization__routes__kept__ChangeOut"][];
            claim: string;
            closed_at: string | null;
            closed_by: string;
            confidence: number | null;
            cost_if_wrong: string | null;
            currency: string;
            data_version: number | null;
            effect: components["schemas"]["EffectOut"] | null;
            evidence: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            expires_at: string;
            history: components["schemas"]["adhelm__decide__optimization__routes__kept__PastOut"][];
            id: string;
            kind: string;
            /** Format: date-time */
            made_at: string;
            plan_id: string;
            platform: string;
            reason: string;
            /** Format: date-time */
            renewed_at: string;
            snoozed_until: string | null;
            source: string;
            state: components["schemas"]["adhelm__decide__optimization__types__kept__State"];
        };
        ReconcileIn: {
            /** @default [] */
            accounts?: string[];
            since?: string | null;
            until?: string | null;
        };
        RecoveryOut: {
            recovery_codes: string[];
        };
        Refresh: {
            refresh_token: string;
        };
        RefreshAsked: {
            job_id: string;
        };
        RefreshIn: {
            since?: string | null;
        };
        Register: {
            /** @default  */
            company?: string;
            email: string;
            password: string;
            username: string;
        };
        Removal: {
            /** @default [] */
            parts?: string[];
        };
        Replacement: {
            /**
             * @default {
             *       "countries": [],
             *       "regions": [],
             *       "languages": [],
             *       "genders": [],
             *       "interests": [],
             *       "keywords": [],
             *       "include": [],
             *       "exclude": [],
             *       "devices": []
             *     }
             */
            audience?: components["schemas"]["Audience"];
            budget?: string | null;
            /** @default  */
            currency?: string;
            /** @default  */
            description?: string;
            end_date?: string | null;
            name: string;
            /** @default  */
            notes?: string;
            objective?: components["schemas"]["Objective"] | null;
            owner?: string | null;
            /** @default [] */
            platforms?: components["schemas"]["PlatformIn"][];
            /** @default false */
            split_anew?: boolean;
            start_date?: string | null;
            status: components["schemas"]["Status"];
        };
        ReplayDayOut: {
            /** Format: date */
            day: string;
            fired: number;
            held: number;
            looks: number;
            note: string;
            unknown: number;
        };
        ReplayIn: {
            /** @default 90 */
            days?: number;
            /** @default false */
            hindsight?: boolean;
        };
        ReplayOut: {
            days: components["schemas"]["ReplayDayOut"][];
            provenance: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["FiringOut"][];
            total: number;
        };
        ReplayTextIn: {
            /** @default 90 */
            days?: number;
            document?: {
                [key: string]: unknown;
            } | null;
            /** @default false */
            hindsight?: boolean;
            yaml?: string | null;
        };
        RequestOut: {
            account: string;
            changes: {
                [key: string]: unknown[];
            };
            decided_at: string | null;
            decided_by: string;
            decision: string;
            entity: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /** Format: date-time */
            proposed_at: string;
            proposed_by: string;
            reason: string;
            state: components["schemas"]["RequestState"];
        };
        /** @enum {string} */
        RequestState: "pending" | "confirmed" | "rejected" | "superseded" | "expired";
        ResolveIn: {
            /** @default  */
            why?: string;
        };
        ReviewedOut: {
            account_id: string;
            actual: string;
            currency: string;
            data_version: number;
            days: number;
            engine: string;
            entity_id: string;
            held_80: string | null;
            held_95: string | null;
            level: string;
            /** Format: date */
            made_on: string;
            metric: string;
            platform: string;
            said: string;
        };
        /** @enum {string} */
        Role: "viewer" | "analyst" | "operator" | "approver" | "admin";
        RuleIn: {
            document?: {
                [key: string]: unknown;
            } | null;
            /** @default  */
            why?: string;
            yaml?: string | null;
        };
        RulePatch: {
            mode?: components["schemas"]["Mode"] | null;
            paused?: boolean | null;
            /** @default  */
            why?: string;
        };
        RuleText: {
            document?: {
                [key: string]: unknown;
            } | null;
            yaml?: string | null;
        };
        RunWhole: {
            data_version: number;
            document: components["schemas"]["DocumentOut"];
            id: string;
            journeys_at: string | null;
            /** Format: date-time */
            made_at: string;
            period: string;
            question: string;
            totals: {
                [key: string]: unknown;
            };
        };
        /** @enum {string} */
        Scope: "read" | "write" | "propose" | "approve" | "admin";
        ScoringIn: {
            /** @default campaign */
            by?: string;
            /** @default 28 */
            days?: number;
            /**
             * @default [
             *       "smoothing",
             *       "seasonal_naive"
             *     ]
             */
            engines?: components["schemas"]["Engine"][];
            /**
             * @default [
             *       "spend",
             *       "conversions"
             *     ]
             */
            metrics?: string[];
            /** @default 40 */
            sample?: number;
        };
        SendingOut: {
            delivery_id: string;
            refused: string;
            to: string;
        };
        SentOut: {
            author: string;
            data_version: number;
            files: components["schemas"]["FileOut"][];
            id: string;
            /** Format: date-time */
            made_at: string;
            period: string;
            report: components["schemas"]["AskedOut"];
            schedule_id: string;
            sendings: components["schemas"]["SendingOut"][];
            title: string;
        };
        SessionOut: {
            /** Format: date-time */
            ends_at: string;
            person: components["schemas"]["PersonOut"];
        };
        SettableOut: {
            account_id: string;
            connector: string;
            currency: string;
            entity_id: string;
            known_at: string | null;
            level: components["schemas"]["Level"];
            name: string;
            platform: string;
            sharing: number;
            values: components["schemas"]["ValueOut"][];
        };
        SettingsOut: {
            account: string;
            changed_at: string | null;
            changed_by: string;
            confirmed_by: string;
            entity: string;
            limits: {
                [key: string]: unknown;
            };
            reason: string;
            version: number;
        };
        SideOut: {
            currency: string;
            platform: string;
            values: {
                [key: string]: components["schemas"]["Figure"];
            };
        };
        SlackOut: {
            text: string;
        };
        SnoozeIn: {
            until: string;
            /** @default UTC */
            zone?: string;
        };
        /** @enum {string} */
        Source: "incident" | "pacing" | "sync" | "quality" | "reconciliation" | "action" | "stop" | "connection" | "approval" | "interface" | "slo" | "rule" | "other";
        SourceIn: {
            /** @default  */
            base_url?: string;
            connector: string;
            credential: {
                [key: string]: string;
            };
            every?: string | null;
            name: string;
            /** @default  */
            token_url?: string;
        };
        SourceOut: {
            /** Format: date-time */
            added_at: string;
            base_url: string;
            checked_at: string | null;
            connector: string;
            error: components["schemas"]["adhelm__observe__ingest__routes__shared__Trouble"] | null;
            every: string | null;
            name: string;
        };
        SplitOut: {
            rows: components["schemas"]["SplitRowOut"][];
            rule: string;
            why: string;
        };
        SplitRowOut: {
            account: string;
            amount: string;
            minimum: string | null;
            minimum_source: string;
            per_spend: string | null;
            platform: string;
            returned: string | null;
            share: string;
            spend: string | null;
        };
        /** @enum {string} */
        "Standing-Input": "scored" | "no_signal" | "no_model" | "no_target" | "idle";
        /** @enum {string} */
        Status: "draft" | "active" | "paused" | "completed" | "archived";
        StepOut: {
            after: string;
            before: string;
            change: components["schemas"]["adhelm__observe__plans__types__Change"];
            subject: string;
            where: string;
        };
        StopOut: {
            account: string;
            /** Format: date-time */
            begun_at: string;
            begun_by: string;
            clean_syncs: number;
            end_reason: string;
            ended_at: string | null;
            ended_by: string;
            entity: string;
            id: string;
            open: boolean;
            reason: string;
            until: string | null;
        };
        StreamOut: {
            breakdown: string;
            default: boolean;
            grain: string;
            history_days: number | null;
            level: string | null;
            lookback_days: number;
            name: string;
            what: string;
        };
        SummaryOut: {
            attention: components["schemas"]["Counts"];
            compared: string;
            currencies: components["schemas"]["BookedOut"][];
            currency: string;
            data_version: number;
            known_at: string | null;
            kpis: components["schemas"]["KpiOut"][];
            /** @enum {string} */
            money: "booked" | "converted" | "apart";
            period: string;
            warnings: string[];
        };
        SyncIn: {
            /** @default [] */
            accounts?: string[];
            since?: string | null;
            /** @default [] */
            streams?: string[];
            until?: string | null;
        };
        /** @enum {string} */
        SyncState: "planned" | "linked" | "missing";
        TargetIn: {
            /** @default  */
            account?: string;
            /** @default  */
            campaign?: string;
            comparator: components["schemas"]["Comparator"];
            /** @default  */
            currency?: string;
            /** Format: date */
            first_day: string;
            /** @default  */
            group?: string;
            /** Format: date */
            last_day: string;
            metric: string;
            /** @default  */
            platform?: string;
            unit: components["schemas"]["Unit"];
            value: string;
            /** @default  */
            why?: string;
        };
        TargetOut: {
            /** Format: date-time */
            at: string;
            author: string;
            comparator: components["schemas"]["Comparator"];
            currency: string;
            /** Format: date */
            first_day: string;
            id: string;
            /** Format: date */
            last_day: string;
            metric: string;
            reach: components["schemas"]["ReachOut"];
            source: string;
            unit: components["schemas"]["Unit"];
            value: string | null;
            version: number;
            why: string;
        };
        TargetPatch: {
            comparator?: components["schemas"]["Comparator"] | null;
            currency?: string | null;
            unit?: components["schemas"]["Unit"] | null;
            value?: string | null;
            /** @default  */
            why?: string;
        };
        TargetVersionOut: {
            /** Format: date-time */
            at: string;
            author: string;
            comparator: components["schemas"]["Comparator"];
            currency: string;
            source: string;
            unit: components["schemas"]["Unit"];
            value: string | null;
            version: number;
            why: string;
        };
        TokensOut: {
            /** Format: date-time */
            access_expires_at: string;
            access_token: string;
            person: components["schemas"]["PersonOut"];
            /** Format: date-time */
            refresh_expires_at: string;
            refresh_token: string;
        };
        ToldOut: {
            history: components["schemas"]["adhelm__decide__prediction__routes__PastOut"][];
            known: {
                [key: string]: number | string | null;
            };
            provenance: {
                [key: string]: unknown;
            };
            reasons: components["schemas"]["ReasonOut"][];
            score: components["schemas"]["adhelm__decide__prediction__routes__ScoreOut"];
        };
        TotalOut: {
            corrected: string | null;
            currency: string;
            days: number;
            high: string | null;
            known: string | null;
            low: string | null;
            metric: string;
            previous: string | null;
            unknown: number;
        };
        /** @enum {string} */
        Touched: "click" | "view";
        TouchpointIn: {
            /** @default  */
            account?: string;
            /** Format: date-time */
            at: string;
            /** @default  */
            campaign?: string;
            /** @default  */
            channel?: string;
            id: string;
            /** @default click */
            kind?: components["schemas"]["Touched"];
            person: string;
            /** @default  */
            platform?: string;
        };
        Touchpoints: {
            touchpoints: components["schemas"]["TouchpointIn"][];
        };
        TrainIn: {
            /**
             * @default [
             *       "campaign",
             *       "ad_group",
             *       "ad"
             *     ]
             */
            levels?: string[];
        };
        TrialOut: {
            ahead_low: number | null;
            brier: number;
            log_loss: number;
        };
        TriedOut: {
            days: components["schemas"]["adhelm__understand__metrics__routes__definitions__DayOut"][];
            name: string;
            total: string | number | null;
            why: string;
        };
        /** @enum {string} */
        Truth: "true" | "false" | "unknown";
        TurnOut: {
            account_id: string;
            action_id: string;
            after: string | null;
            /** Format: date-time */
            at: string;
            before: string | null;
            /** @enum {string} */
            by: "ours" | "others" | "platform";
            connector: string;
            currency: string;
            entity_id: string;
            field: string;
            level: string;
            name: string;
            plan_id: string;
            platform: string;
            reason: string;
            state: string;
            undo_of: string;
            who: string;
        };
        /** @enum {string} */
        Unit: "money" | "number" | "ratio";
        UntaggedOut: {
            account_id: string;
            ad_id: string;
            campaign_id: string;
            connector: string;
            currency: string;
            final_url: string;
            name: string;
            spend: string;
        };
        Utm: {
            /** @default  */
            campaign?: string;
            /** @default  */
            content?: string;
            /** @default  */
            id?: string;
            /** @default  */
            medium?: string;
            /** @default  */
            source?: string;
            /** @default  */
            term?: string;
        };
        ValidationError: {
            ctx?: Record<string, never>;
            input?: unknown;
            loc: (string | number)[];
            msg: string;
            type: string;
        };
        ValueOut: {
            field: components["schemas"]["Field"];
            value: string | null;
        };
        /** @enum {string} */
        "Verdict-Input": "better" | "worse" | "no_difference" | "unsayable" | "waiting";
        VerdictOut: {
            allowed: boolean;
            asked: string;
            hint: string;
            limit: string;
            message: string;
            value: string;
        };
        VerificationOut: {
            entries: number | null;
            fault: string | null;
            head: string | null;
            intact: boolean;
        };
        Version: {
            adhelm: string;
            python: string;
        };
        VersionListed: {
            /** Format: date-time */
            at: string;
            author: string;
            holds_today: boolean;
            kind: components["schemas"]["ConventionKind"];
            rules: number;
            source: string;
            valid_from: string | null;
            valid_to: string | null;
            version: number;
        };
        ViewIn: {
            /** @default [] */
            by?: string[];
            /** @default  */
            compare?: string;
            currency?: string | null;
            metrics: string[];
            name: string;
            /** @default 28d */
            range?: string;
            /** @default  */
            where?: string;
        };
        ViewOut: {
            /** Format: date-time */
            at: string;
            author: string;
            by: string[];
            compare: string;
            currency: string | null;
            id: string;
            metrics: string[];
            name: string;
            range: string;
            version: number;
            where: string;
        };
        Wanted: {
            as_of?: number | null;
            /** @default [] */
            by?: string[];
            /** @default  */
            compare?: string;
            /** @default default */
            conversions?: string;
            currency?: string | null;
            /**
             * @default csv
             * @enum {string}
             */
            format?: "csv" | "json" | "ndjson" | "xlsx" | "parquet";
            /** @default day */
            grain?: string;
            /** @default true */
            match_weekday?: boolean;
            metrics: string[];
            range?: string | null;
            /** @default [] */
            sort?: string[];
            /** @default  */
            where?: string;
        };
        Warned: {
            found: string;
            right: string;
            where: string;
        };
        WhoOut: {
            actor: string;
            behind: string;
            id: string;
        };
        WishIn: {
            accounts?: string[];
            condition: string;
            /** @default 24 */
            cool_down_hours?: number;
            /** @default campaign */
            level?: string;
            name: string;
            names?: string[];
            platforms?: string[];
            /** @default medium */
            severity?: components["schemas"]["adhelm__act__alerts__types__alerts__Severity"];
            /** @default  */
            text?: string;
        };
        WorkspaceOut: {
            /** Format: date-time */
            created_at: string;
            id: string;
            name: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    limits_show_mode: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                account_id: string;
                connector: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModeOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits_set_mode: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "If-Match"?: string;
            };
            path: {
                account_id: string;
                connector: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModeIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModeOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actions_list_actions: {
        parameters: {
            query?: {
                account_id?: string;
                connector?: string;
                cursor?: string | null;
                entity_id?: string;
                limit?: number;
                plan_id?: string;
                state?: components["schemas"]["ActionState"] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_ActionOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actions_get_action: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                action_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_list_alerts: {
        parameters: {
            query?: {
                account?: string;
                cursor?: string | null;
                detector?: string;
                limit?: number;
                platform?: string;
                severity?: components["schemas"]["adhelm__act__alerts__types__alerts__Severity"];
                source?: components["schemas"]["Source"] | null;
                state?: components["schemas"]["adhelm__act__alerts__types__alerts__State"][] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_AlertOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_get_alert: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__act__alerts__routes__bodies__WholeOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_acknowledge: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__act__alerts__routes__bodies__AlertOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_resolve: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__act__alerts__routes__bodies__AlertOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_snooze: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                alert_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnoozeIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__act__alerts__routes__bodies__AlertOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_list_channels: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_ChannelOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_add_channel: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_get_channel: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                channel_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_remove_channel: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "if-match"?: string | null;
            };
            path: {
                channel_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_change_channel: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                channel_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_probe: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                channel_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_list_deliveries: {
        parameters: {
            query?: {
                alert?: string;
                channel?: string;
                cursor?: string | null;
                limit?: number;
                state?: components["schemas"]["Delivered"] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_DeliveryOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_get_delivery: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_resend: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                delivery_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_subscribe: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DigestIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DigestOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_unsubscribe: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_list_marks: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_MarkOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_mark: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MarkOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_get_policy: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_set_policy: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_add_rule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WishIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__act__alerts__routes__bodies__RuleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_backtest: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BacktestIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BacktestOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_list_tallies: {
        parameters: {
            query?: {
                days?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_TallyOut___2"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    anomalies_list_anomalies: {
        parameters: {
            query?: {
                account?: string;
                compare?: number | null;
                cursor?: string | null;
                limit?: number;
                platform?: string;
                range?: string;
                severity?: components["schemas"]["adhelm__understand__analysis__types__Severity"];
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_IncidentOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    anomalies_show_anomaly: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                incident_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_approve_several: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Approvals"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_PlanAnswerOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    attribution_attribute: {
        parameters: {
            query?: {
                by?: components["schemas"]["By"];
                click_days?: number;
                compare?: string;
                conversion?: string;
                currency?: string;
                cursor?: string | null;
                half_life_days?: number;
                limit?: number;
                model?: components["schemas"]["Model"][];
                order?: number;
                range?: string;
                view_days?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttributionOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    attribution_list_runs: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_RunOut___1"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    attribution_record_run: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuestionIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunWhole"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    attribution_show_run: {
        parameters: {
            query?: {
                against?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunWhole"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit_list_entries: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                request_id?: string;
                subject?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_EntryOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit_export: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit_verify: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_accept_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Accept"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_leave: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_arrive: {
        parameters: {
            query?: {
                code?: string;
                error?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: {
                adhelm_departure?: string;
            };
        };
        requestBody?: never;
        responses: {
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                adhelm_arrival?: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Register"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_enrol: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Password"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Code"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_remove: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Password"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_open_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    auth_close_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    breakers_list_breakers: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                open?: boolean;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_StopOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    breakers_get_breaker: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                stop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    breakers_close_breaker: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                stop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__govern__compliance__routes__shared__Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    budgets_list_budgets: {
        parameters: {
            query?: {
                account?: string;
                as_of?: string | null;
                cursor?: string | null;
                from?: string;
                group?: string;
                limit?: number;
                platform?: string;
                state?: components["schemas"]["adhelm__observe__plans__types__State"] | null;
                to?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_BudgetOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    budgets_create_budget: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BudgetIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    budgets_get_budget: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                budget_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    budgets_remove_budget: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "if-match"?: string | null;
            };
            path: {
                budget_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    budgets_change_budget: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                budget_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BudgetPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    budgets_approve: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                budget_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__observe__plans__routes__budgets__Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    budgets_history: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                budget_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_BudgetVersionOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    budgets_reject: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                budget_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__observe__plans__routes__budgets__Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BudgetOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    budgets_export_budgets: {
        parameters: {
            query?: {
                format?: components["schemas"]["Form"];
                from?: string;
                to?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    budgets_import_budgets: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_StepOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calendar_list_calendar: {
        parameters: {
            query?: {
                cursor?: string | null;
                from?: string | null;
                kind?: components["schemas"]["DayKind"] | null;
                limit?: number;
                platform?: string;
                to?: string | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_DayOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calendar_add_day: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DayIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__observe__plans__routes__calendar__DayOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calendar_get_day: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                day_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__observe__plans__routes__calendar__DayOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calendar_remove_day: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "if-match"?: string | null;
            };
            path: {
                day_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calendar_change_day: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                day_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DayPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__observe__plans__routes__calendar__DayOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calendar_import_holidays: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Holidays"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_StepOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calendar_import_calendar: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CalendarFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_StepOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_list_campaigns: {
        parameters: {
            query?: {
                archived?: boolean;
                cursor?: string | null;
                limit?: number;
                objective?: components["schemas"]["Objective"] | null;
                owner?: string;
                platform?: string;
                sort?: string;
                status?: components["schemas"]["Status"] | null;
                text?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_CampaignOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_create: {
        parameters: {
            query?: {
                dry_run?: boolean;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_get: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_replace: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "If-Match"?: string;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Replacement"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_archive: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-Match"?: string;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_patch: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "If-Match"?: string;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Patch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_adopt: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "If-Match"?: string;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Adopt"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_analytics: {
        parameters: {
            query?: {
                by?: string;
                compare?: string;
                range?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnalyticsOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_enable: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_list_launched: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_LaunchedOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_lint: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LintIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_LintOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_list_metrics: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                range?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_MetricOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_push: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Push"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PushOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_optimize: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OptimizeIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdviceOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_publish: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Launch"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_remove: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Removal"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_list_versions: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_VersionOut___1"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    campaigns_check: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftCampaignIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftCheckOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actions_list_changes: {
        parameters: {
            query?: {
                account?: string[];
                by?: "" | "ours" | "others" | "platform";
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_TurnOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conventions_list_conventions: {
        parameters: {
            query?: {
                cursor?: string | null;
                kind?: components["schemas"]["ConventionKind"] | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_VersionListed_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conventions_get_convention: {
        parameters: {
            query?: {
                on?: string | null;
                version?: number | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                kind: components["schemas"]["ConventionKind"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConventionOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    conventions_put_convention: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-Match"?: string;
            };
            path: {
                kind: components["schemas"]["ConventionKind"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConventionIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConventionKept"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    attribution_push_conversions: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Conversions"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dashboard_show_dashboard: {
        parameters: {
            query?: {
                currency?: string | null;
                range?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DashboardOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dashboard_show_summary: {
        parameters: {
            query?: {
                currency?: string | null;
                range?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SummaryOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    quality_list_versions: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_VersionOut___2"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    workspaces_load_demo: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DemoAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobs_follow: {
        parameters: {
            query?: {
                workspace?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feeds_list_feeds: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_FeedOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feeds_add_feed: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feeds_get_feed: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feeds_remove_feed: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feeds_check_feed: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_CheckOut___3"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feeds_run_feed: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__act__feeds__routes__RunIn"];
            };
        };
        responses: {
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__act__feeds__routes__JobAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feeds_list_runs: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_RunOut___2"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forecasts_list_forecasts: {
        parameters: {
            query?: {
                as_of?: number | null;
                by?: string;
                compare?: string;
                currency?: string;
                cursor?: string | null;
                days?: number;
                engine?: components["schemas"]["Engine"] | null;
                limit?: number;
                metric?: string[];
                range?: string;
                where?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_ForecastOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forecasts_show_forecast_engine: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_ScoreOut___1"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forecasts_use_forecast_engine: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EngineIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_ScoreOut___1"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forecasts_list_past_forecasts: {
        parameters: {
            query?: {
                by?: string;
                cursor?: string | null;
                limit?: number;
                metric?: string[];
                range?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_ReviewedOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forecasts_score_forecast_engines: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScoringIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_ScoreOut___1"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    freezes_list_freezes: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                open?: boolean;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_StopOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    freezes_freeze: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FreezeIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    freezes_get_freeze: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                stop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    freezes_lift_freeze: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                stop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__govern__compliance__routes__shared__Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fx_list_rates: {
        parameters: {
            query?: {
                currency?: string[];
                cursor?: string | null;
                from?: string | null;
                limit?: number;
                to?: string | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_RateOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fx_keep_rates: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RatesIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RatesKept"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fx_refresh_rates: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshIn"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RefreshAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actions_list_history: {
        parameters: {
            query: {
                account_id: string;
                connector: string;
                entity_id: string;
                level: components["schemas"]["Level"];
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_MomentOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts_slack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channel_id: string;
                workspace_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    payload: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SlackOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    imports_list_imports: {
        parameters: {
            query?: {
                cursor?: string | null;
                job?: string;
                limit?: number;
                state?: components["schemas"]["ImportState"] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_ImportOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    imports_send_file: {
        parameters: {
            query?: {
                account?: string;
                book?: string;
                currency?: string;
                date_order?: string;
                decimal_mark?: string;
                dry_run?: boolean;
                file?: string;
                level?: components["schemas"]["Level"] | null;
                locale?: string;
                map?: string[];
                period?: string;
                platform?: string;
                replace_window?: boolean;
                timezone?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
                "text/csv": string;
            };
        };
        responses: {
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    imports_show_import: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    imports_decide_import: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__observe__ingest__routes__imports__Settled"];
            };
        };
        responses: {
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__observe__ingest__routes__shared__JobAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    imports_list_quarantine: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_QuarantinedOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobs_list_jobs: {
        parameters: {
            query?: {
                cursor?: string | null;
                kind?: string;
                limit?: number;
                state?: components["schemas"]["adhelm__core__jobs__types__State"] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_JobOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobs_show_job: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobShown"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobs_cancel_job: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobs_retry_job: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keys_list_keys: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_KeyOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keys_create_key: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKeyOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keys_revoke_key: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits_show_limits: {
        parameters: {
            query?: {
                account?: string;
                entity?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__govern__compliance__routes__limits__StandingOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits_set_limits: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LimitsIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__govern__compliance__routes__limits__StandingOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits_show_history: {
        parameters: {
            query?: {
                account?: string;
                entity?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_SettingsOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits_list_places: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_SettingsOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits_list_requests: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                state?: components["schemas"]["RequestState"] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_RequestOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits_get_request: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits_confirm: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__govern__compliance__routes__shared__Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    limits_reject: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__govern__compliance__routes__shared__Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    maturity_correct_days: {
        parameters: {
            query?: {
                account?: string;
                as_of?: number | null;
                compare?: "" | "previous" | "year";
                cursor?: string | null;
                limit?: number;
                metric?: "" | "conversions" | "conversion_value";
                platform?: string;
                range?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaturityOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    maturity_list_curves: {
        parameters: {
            query?: {
                account?: string;
                as_of?: number | null;
                cursor?: string | null;
                limit?: number;
                metric?: "" | "conversions" | "conversion_value";
                platform?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_CurveOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics_get_own_metrics: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnMetricsOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics_put_own_metrics: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MetricText"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnMetricsOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics_check_metrics: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MetricText"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics_preview_metrics: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MetricTrial"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_TriedOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics_list_metrics: {
        parameters: {
            query?: {
                kind?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_MetricLine_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics_show_metric: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explained"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scores_list_models: {
        parameters: {
            query?: {
                alias?: string;
                cursor?: string | null;
                level?: string;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_ModelOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scores_show_model: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scores_train_models: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainIn"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__decide__prediction__routes__JobAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notes_list_notes: {
        parameters: {
            query?: {
                account?: string;
                cursor?: string | null;
                from?: string | null;
                limit?: number;
                platform?: string;
                to?: string | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_NoteOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notes_add_note: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notes_get_note: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                note_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notes_remove_note: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "if-match"?: string | null;
            };
            path: {
                note_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notes_change_note: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                note_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotePatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoteOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actions_list_logs: {
        parameters: {
            query?: {
                account_id?: string;
                connector?: string;
                cursor?: string | null;
                entity_id?: string;
                limit?: number;
                recommendation_id?: string;
                state?: components["schemas"]["ActionState"] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_LogOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    outcomes_list_outcomes: {
        parameters: {
            query?: {
                account?: string;
                advice?: string;
                cursor?: string | null;
                field?: string;
                limit?: number;
                recommender?: string;
                verdict?: components["schemas"]["Verdict-Input"] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_OutcomeOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    outcomes_show_outcome: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                outcome_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__learn__outcomes__routes__WholeOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "own events_push_events": {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventsIn"];
            };
        };
        responses: {
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pacing_list_pacing: {
        parameters: {
            query?: {
                account?: string;
                as_of?: number | null;
                cursor?: string | null;
                group?: string;
                limit?: number;
                month?: string;
                platform?: string;
                state?: components["schemas"]["adhelm__understand__pacing__types__State"] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__understand__pacing__routes__PacingOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pacing_show_pacing: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                budget_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_list_people: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_MemberOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_remove: {
        parameters: {
            query?: {
                everywhere?: boolean;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_change_role: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeRole"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_reset_second_factor: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_invite: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invite"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recommendations_list_pools: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PoolsOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recommendations_split_budget: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlannerIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlannedSplitOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_list_plans: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                state?: components["schemas"]["PlanState"] | null;
                subject?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_PlanBriefOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_get_plan: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_apply: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Application"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_approve: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Approval"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_list_events: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_EventOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_reject: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__act__publishing__routes__bodies__Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_replace_plan: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanReplacement"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_undo: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                plan_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__act__publishing__routes__bodies__Decision"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    platforms_list_platforms: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_PlatformOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    platforms_show_status: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                platform: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_StandingOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_propose: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Proposal"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plans_propose_advice: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FromAdvice"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    protected_list_protected: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                open?: boolean;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_StopOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    protected_protect: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProtectIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    protected_get_protected: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                stop_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    protected_lift_protected: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                stop_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__govern__compliance__routes__shared__Decision"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    quality_list_quality: {
        parameters: {
            query?: {
                cursor?: string | null;
                failing?: boolean;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_CheckOut___1"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics_query: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__understand__metrics__routes__asking__Asked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_dict_str__Any__"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recommendations_list_recommendations: {
        parameters: {
            query?: {
                account?: string;
                cursor?: string | null;
                kind?: string;
                limit?: number;
                platform?: string;
                snoozed?: boolean | null;
                source?: string;
                state?: components["schemas"]["adhelm__decide__optimization__types__kept__State"] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_RecommendationOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recommendations_get_recommendation: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                recommendation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationWhole"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recommendations_dismiss_recommendation: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                recommendation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DismissIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recommendations_snooze_recommendation: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                recommendation_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdviceSnoozeIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecommendationOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recommendations_list_moves: {
        parameters: {
            query?: {
                account?: string;
                cursor?: string | null;
                limit?: number;
                platform?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_MoveOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_list_archive: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                schedule?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_SentOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_make_report: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MakeIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_get_report: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                report_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_get_file: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                form: "html" | "pdf" | "xlsx" | "csv" | "json" | "png" | "adcp";
                report_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "image/png": string;
                    "text/csv": string;
                    "text/html": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_list_links: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                report_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_LinkOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_add_link: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                report_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewLinkOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_get_brand: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_set_brand: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BrandIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrandOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_report_campaign: {
        parameters: {
            query?: {
                currency?: string | null;
                range?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignReportOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_export_report: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Wanted"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        next_cursor?: null;
                        provenance: Record<string, never>;
                        rows: Record<string, never>[];
                    };
                    "application/vnd.apache.parquet": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_revoke_link: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                link_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_report_performance: {
        parameters: {
            query?: {
                by?: string;
                compare?: string;
                currency?: string | null;
                cursor?: string | null;
                limit?: number;
                metrics?: string;
                range?: string;
                sort?: string;
                where?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_dict_str__Any__"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_run_report: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__act__reports__routes__bodies__RunIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "image/png": string;
                    "text/csv": string;
                    "text/html": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_list_schedules: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_ScheduleOut___2"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_add_schedule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__act__reports__routes__bodies__ScheduleIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__act__reports__routes__bodies__ScheduleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_get_schedule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__act__reports__routes__bodies__ScheduleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_change_schedule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__act__reports__routes__bodies__ScheduleIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__act__reports__routes__bodies__ScheduleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_remove_schedule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "if-match"?: string | null;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_run_schedule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__act__reports__routes__sending__JobAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_open_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "application/pdf": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "image/png": string;
                    "text/csv": string;
                    "text/html": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_list_views: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_ViewOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_save_view: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_get_view: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                view_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_change_view: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                view_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports_remove_view: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "if-match"?: string | null;
            };
            path: {
                view_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_list_rules: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_RuleOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_create_rule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__decide__rules__routes__bodies__RuleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_get_rule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__decide__rules__routes__bodies__RuleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_change_rule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__decide__rules__routes__bodies__RuleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_remove_rule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "if-match"?: string | null;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_set_rule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulePatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__decide__rules__routes__bodies__RuleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_dry_run: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_list_firings: {
        parameters: {
            query?: {
                cursor?: string | null;
                from?: string | null;
                limit?: number;
                to?: string | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_FiringOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_history: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_VersionOut___3"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_replay: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_conflicts: {
        parameters: {
            query?: {
                simulate?: boolean;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_ClashOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_dry_run_text: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleText"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_list_all_firings: {
        parameters: {
            query?: {
                cursor?: string | null;
                from?: string | null;
                limit?: number;
                to?: string | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_FiringOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_replay_text: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayTextIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules_validate: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__decide__rules__routes__bodies__CheckOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobs_list_schedules: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_ScheduleOut___1"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobs_add_schedule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSchedule"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__app__api__schedules__ScheduleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobs_get_schedule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__app__api__schedules__ScheduleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobs_remove_schedule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jobs_change_schedule: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangedSchedule"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__app__api__schedules__ScheduleOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scores_list_scores: {
        parameters: {
            query?: {
                account?: string;
                cursor?: string | null;
                level?: string;
                limit?: number;
                on?: string | null;
                platform?: string;
                standing?: components["schemas"]["Standing-Input"] | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_ScoreOut___2"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scores_show_score: {
        parameters: {
            query?: {
                account?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                entity: string;
                level: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToldOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    actions_list_settable: {
        parameters: {
            query: {
                account?: string;
                entity_id: string;
                level: components["schemas"]["Level"];
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_SettableOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_list_sources: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_SourceOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_connect_source: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_get_source: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_remove_source: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_list_accounts: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_AccountOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_give_accounts: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Given"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_AccountOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_accept_change: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                account_id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_AccountOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_backfill_source: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackfillIn"];
            };
        };
        responses: {
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__observe__ingest__routes__shared__JobAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_check_source: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_CheckOut___2"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_list_tallies: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
                verdict?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__core__web__Listed_TallyOut___1"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_reconcile_source: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReconcileIn"];
            };
        };
        responses: {
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__observe__ingest__routes__shared__JobAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_schedule_source: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__observe__ingest__routes__sources__ScheduleIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_show_status: {
        parameters: {
            query?: {
                cursor?: string | null;
                limit?: number;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_StandingOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_sync_source: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SyncIn"];
            };
        };
        responses: {
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__observe__ingest__routes__shared__JobAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_list_held: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_HeldOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_decide_held: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path: {
                sync_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__observe__ingest__routes__syncing__Settled"];
            };
        };
        responses: {
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["adhelm__observe__ingest__routes__shared__JobAsked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources_list_untagged: {
        parameters: {
            query?: {
                cursor?: string | null;
                from?: string | null;
                limit?: number;
                to?: string | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_UntaggedOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    targets_list_targets: {
        parameters: {
            query?: {
                account?: string;
                as_of?: string | null;
                cursor?: string | null;
                from?: string | null;
                group?: string;
                limit?: number;
                metric?: string;
                platform?: string;
                to?: string | null;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_TargetOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    targets_create_target: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TargetIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    targets_get_target: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "If-None-Match"?: string;
            };
            path: {
                target_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    targets_remove_target: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "if-match"?: string | null;
            };
            path: {
                target_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    targets_change_target: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
                "if-match"?: string | null;
            };
            path: {
                target_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TargetPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    targets_history: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path: {
                target_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_TargetVersionOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    targets_export_targets: {
        parameters: {
            query?: {
                format?: components["schemas"]["Form"];
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    "text/csv": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    targets_import_targets: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_StepOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    attribution_push_touchpoints: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Touchpoints"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    outcomes_list_track_records: {
        parameters: {
            query?: {
                field?: string;
                recommender?: string;
            };
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_RecordOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    workspaces_list_workspaces: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listed_EnteredOut_"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    workspaces_create_workspace: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWorkspace"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceOut"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    graphql_graphql: {
        parameters: {
            query?: never;
            header?: {
                "Adhelm-Workspace"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["adhelm__app__graphql__routes__Asked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/graphql-response+json": components["schemas"]["Answered"];
                    "application/json": components["schemas"]["Answered"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Live"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
